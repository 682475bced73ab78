import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { must, run } from "../command";
import { installPackages } from "./engine";
import { exclusively } from "../cluster/lock";
import { cacheDir } from "../paths";
import { type GenerationName, generations } from "./generation";
import type { NodeType, Platform } from "./platform";
import { step } from "../progress";

const recipes: Record<Platform, string> = {
  debian: join(__dirname, "image"),
  "el6-standin": join(__dirname, "el6-standin"),
};
const repository = "pulumi-pacemaker-lab";
const label = "pulumi-pacemaker.image";

const plain = (generation: GenerationName): NodeType => ({ platform: "debian", generation });

/** Returns the image's name, a hash of its recipe and its generation. A changed recipe is built again. */
export function imageName({ platform, generation }: NodeType): string {
  const { suite, fenceAgents } = generations[generation];
  const base = platform === "debian" ? `${suite} ${fenceAgents}` : imageName(plain(generation));
  const hash = createHash("sha256").update(base);
  const recipe = recipes[platform];
  const entries = readdirSync(recipe, { recursive: true, withFileTypes: true });
  for (const path of entries
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
    .sort())
    hash.update(`\0${relative(recipe, path)}\0`).update(readFileSync(path));
  return `${repository}:${hash.digest("hex").slice(0, 12)}`;
}

const exists = async (image: string): Promise<boolean> =>
  (await run(["docker", "image", "inspect", image])).exitCode === 0;

async function pulled(image: string): Promise<boolean> {
  const { exitCode } = await run(["docker", "pull", "-q", image], { timeout: 120_000 });
  return exitCode === 0;
}

/** Makes a minimal Debian with debootstrap, if no image can be pulled. */
async function bootstrap(suite: string, base: string): Promise<void> {
  if ((await run(["which", "debootstrap"])).exitCode !== 0)
    await installPackages(
      ["debootstrap"],
      `The image debian:${suite} cannot be pulled: debootstrap`,
    );
  const root = mkdtempSync(join(tmpdir(), "lab-image-"));
  try {
    await must(["debootstrap", "--variant=minbase", suite, root]);
    const pack = 'tar -C "$1" -c . | docker import - "$2"';
    await must(["bash", "-o", "pipefail", "-c", pack, "bash", root, base]);
  } finally {
    await run(["rm", "-rf", "--one-file-system", root]);
  }
}

async function ensureBase(suite: string): Promise<string> {
  const official = `debian:${suite}`;
  const own = `${repository}:base-${suite}`;
  if (await exists(official)) return official;
  if (await exists(own)) return own;
  if (await step(`pulling ${official}`, () => pulled(official))) return official;
  await step(
    `making ${official} with debootstrap`,
    () => bootstrap(suite, own),
    "about a minute, once",
  );
  return own;
}

/** Makes the image on which an image is based. The image of the stand-in is based on the lab's usual image. */
async function ensureBelow({ platform, generation }: NodeType): Promise<string> {
  if (platform === "debian") return ensureBase(generations[generation].suite);
  await build(plain(generation));
  return imageName(plain(generation));
}

async function build(type: NodeType): Promise<void> {
  const image = imageName(type);
  if (await exists(image)) return;
  const { platform, generation } = type;
  const values = { BASE: await ensureBelow(type), ...buildArguments(type) };
  const argv = Object.entries(values).flatMap(([name, v]) => ["--build-arg", `${name}=${v}`]);
  const tags = ["--label", `${label}=1`, "--tag", image];
  const work = (): Promise<string> =>
    must(["docker", "build", "--network", "host", ...argv, ...tags, recipes[platform]]);
  const what = platform === "debian" ? generation : `the platform ${platform}`;
  await step(`building the lab's image of ${what}`, work, "about a minute, once");
}

const buildArguments = ({ platform, generation }: NodeType): Record<string, string> =>
  platform === "debian" ? { FENCE_AGENTS: generations[generation].fenceAgents } : {};

/** Makes the image of the lab's machines if it is missing, and returns its name. */
export async function ensureImage(type: NodeType): Promise<string> {
  const image = imageName(type);
  if (!(await exists(image))) {
    await exclusively(join(cacheDir(), "image.lock"), () => build(type));
  }
  return image;
}
