import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { must, run } from "../command";
import { installPackages } from "./engine";
import { exclusively } from "../cluster/lock";
import { cacheDir } from "../paths";
import type { Platform } from "./platform";
import { step } from "../progress";

const recipes: Record<Platform, string> = {
  debian: join(__dirname, "image"),
  "el6-standin": join(__dirname, "el6-standin"),
};
const repository = "pulumi-pacemaker-lab";
const suite = "bookworm";
const label = "pulumi-pacemaker.image";

/** Returns the image's name, a hash of its recipe. A changed recipe is built again. */
export function imageName(platform: Platform): string {
  const hash = createHash("sha256").update(platform === "debian" ? suite : imageName("debian"));
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
async function bootstrap(base: string): Promise<void> {
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

async function ensureBase(): Promise<string> {
  const official = `debian:${suite}`;
  const own = `${repository}:base-${suite}`;
  if (await exists(official)) return official;
  if (await exists(own)) return own;
  if (await step(`pulling ${official}`, () => pulled(official))) return official;
  await step(`making ${official} with debootstrap`, () => bootstrap(own), "about a minute, once");
  return own;
}

async function build(platform: Platform): Promise<void> {
  const image = imageName(platform);
  if (await exists(image)) return;
  // The image of the stand-in is based on the lab's usual image.
  if (platform !== "debian") await build("debian");
  const base = platform === "debian" ? await ensureBase() : imageName("debian");
  const argv = ["docker", "build", "--network", "host", "--build-arg", `BASE=${base}`];
  const work = (): Promise<string> =>
    must([...argv, "--label", `${label}=1`, "--tag", image, recipes[platform]]);
  const what = platform === "debian" ? "the lab's image" : `the image of the platform ${platform}`;
  await step(`building ${what}`, work, "about a minute, once");
}

/** Makes the image of the lab's machines if it is missing, and returns its name. */
export async function ensureImage(platform: Platform): Promise<string> {
  const image = imageName(platform);
  if (!(await exists(image))) {
    await exclusively(join(cacheDir(), "image.lock"), () => build(platform));
  }
  return image;
}
