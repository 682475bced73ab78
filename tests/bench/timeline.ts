/** An event of a run, with its time in milliseconds since the epoch. */
export interface Mark {
  readonly at: number;
  readonly what: string;
}

export const readMarks = (text: string): readonly Mark[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ at: Number(line.split(" ", 1)[0]), what: line.slice(line.indexOf(" ") + 1) }))
    .sort((a, b) => a.at - b.at);

/** Parts of one `up`, in the order of their beginnings. */
export const PARTS = [
  "the CLI starts",
  "Node loads Pulumi's SDK and TypeScript",
  "the program is compiled",
  "the program runs",
  "the provider's process starts",
  "it loads the engine",
  "SSH connects",
  "agents are asked",
  "the CIB is read",
  "patches",
  "waiting until the services run",
  "Pulumi, between the resources",
  "the CLI ends",
] as const;
export type Part = (typeof PARTS)[number];

interface Span {
  readonly part: Part;
  readonly from: number;
  readonly to: number;
}

/** Returns the part and duration in a debug line of a command or a connection. */
function working({ at, what }: Mark): Span[] {
  const ms = Number(/ in (\d+) ms/.exec(what)?.[1] ?? NaN);
  const part = partOf(what);
  return part === undefined || Number.isNaN(ms) ? [] : [{ part, from: at - ms, to: at }];
}

function partOf(what: string): Part | undefined {
  if (/ssh: connected to/.test(what)) return "SSH connects";
  if (/cibadmin --query \|/.test(what)) return "waiting until the services run";
  if (/cibadmin --query/.test(what)) return "the CIB is read";
  if (/cibadmin --patch/.test(what)) return "patches";
  return /crm_resource --show-metadata|pacemakerd --features/.test(what)
    ? "agents are asked"
    : undefined;
}

/**
 * Returns the seconds of each part of a run. Commands overlap with each other and with the polls of the wait. Each
 * millisecond counts once, for the command if there is one.
 */
export function partsOf(
  marks: readonly Mark[],
  began: number,
  ended: number,
): Readonly<Record<Part, number>> {
  const when = (what: string): number => marks.find((m) => m.what === what)?.at ?? NaN;
  const spans = marks.flatMap(working);
  const polls = spans.filter(({ part }) => part === "waiting until the services run");
  const wait: Span[] =
    polls.length === 0
      ? []
      : [
          {
            part: "waiting until the services run",
            from: Math.min(...polls.map(({ from }) => from)),
            to: Math.max(...polls.map(({ to }) => to)),
          },
        ];
  const bounds: readonly (readonly [Part, number])[] = [
    ["the CLI starts", when("run starts")],
    ["Node loads Pulumi's SDK and TypeScript", when("run has TypeScript")],
    ["the program is compiled", when("program is compiled")],
    ["the program runs", when("program has run")],
    ["the provider's process starts", when("engine is asked for")],
    ["it loads the engine", when("engine is loaded")],
    ["Pulumi, between the resources", when("run ends")],
    ["the CLI ends", ended],
  ];
  const stages = bounds.map(([part, to], i): Span => ({
    part,
    from: bounds[i - 1]?.[1] ?? began,
    to,
  }));
  // A millisecond counts for the first span that covers it.
  const all = [...spans.filter((s) => !polls.includes(s)), ...wait, ...stages];
  const parts = Object.fromEntries(PARTS.map((part) => [part, 0])) as Record<Part, number>;
  for (let ms = began; ms < ended; ms++) {
    const part = all.find(({ from, to }) => from <= ms && ms < to)?.part;
    if (part !== undefined) parts[part] += 0.001;
  }
  return parts;
}
