import fc from "fast-check";

const pick = <T>(...choices: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...choices);

/** Formatting that a human may have used between, in and around the elements. */
const eol = pick("\n", "\r\n");
const indent = pick("", " ", "  ", "\t", "    ");
const blank = pick(" ", "  ", "\n      ", "\t");
const quote = pick('"', "'");
const value = pick("1", "a&amp;b", "x&#xe9;y", "é", "", "two words", "&lt;t&gt;");

const attribute = fc.tuple(blank, pick("a", "b-c", "D_e"), pick("=", " = "), quote, value);

const writeAttributes = (list: readonly [string, string, string, string, string][]): string =>
  [...new Map(list.map((a) => [a[1], a])).values()]
    .map(([space, name, is, q, v]) => `${space}${name}${is}${q}${v}${q}`)
    .join("");

const odd = pick(
  ...["<!-- a comment -->", "<!-- <cman/> & 'more' -->", "<?keep this?>", "<![CDATA[<cman>]]>"],
  ...[
    "text &amp; more",
    "<event/>",
    "<dlm protocol='sctp' ></dlm>",
    "<quorumd><heuristic\tp='1'/></quorumd>",
  ],
);

interface Shape {
  readonly eol: string;
  readonly indent: string;
  readonly quote: string;
  readonly gap: string;
}

const shape: fc.Arbitrary<Shape> = fc.record({ eol, indent, quote, gap: pick("", " ") });

const nodeText = fc
  .record({
    votes: pick(undefined, "1", "2"),
    nodeId: fc.boolean(),
    fence: pick("none", "empty", "open", "begun", "pcmk", "other", "wrong"),
    alternative: fc.boolean(),
    more: fc.array(
      odd.filter((t) => t.startsWith("<!--")),
      { maxLength: 1 },
    ),
    extra: fc.array(attribute, { maxLength: 1 }),
  })
  .map((node) => (name: string, id: number, { quote: q }: Shape): string[] => {
    const votes = node.votes === undefined ? "" : ` votes=${q}${node.votes}${q}`;
    const nodeId = node.nodeId ? ` nodeid=${q}${id}${q}` : "";
    const start = `<clusternode${writeAttributes(node.extra)} name=${q}${name}${q}${nodeId}${votes}`;
    const device = (dev: string, port: string): string =>
      `<fence><method name="m"><device port='${port}' name="${dev}"/></method></fence>`;
    const fences: Readonly<Record<string, string>> = {
      none: "",
      empty: "<fence/>",
      open: "<fence></fence>",
      begun: '<fence><method name="pcmk-redirect"/></fence>',
      pcmk: device("redirect", name),
      other: device("ipmi", name),
      wrong: device("redirect", "elsewhere"),
    };
    const inside = [
      ...node.more,
      node.alternative ? `<altname name="${name}-b"/>` : "",
      fences[node.fence] ?? "",
    ].filter((t) => t !== "");
    return inside.length === 0 ? [`${start}/>`] : [`${start}>`, ...inside, "</clusternode>"];
  });

const cmanText = pick(
  ...["<cman/>", '<cman two_node="1" expected_votes="1"/>', '<cman\n  transport="udpu"></cman>'],
  ...['<cman expected_votes="3" />', '<cman><multicast addr="239.1.2.3" ttl="3"/></cman>', ""],
  ...['<cman broadcast="no" transport="udp" two_node="0"/>', "<cman expected_votes='abc'/>"],
);

/** A random cluster.conf of up to three nodes, as a human may have written it. */
export const confText: fc.Arbitrary<string> = fc
  .record({
    shape,
    head: pick(
      "",
      '<?xml version="1.0"?>',
      "<?xml version='1.0' encoding='UTF-8'?>",
      "<!-- ours -->",
    ),
    version: pick("1", "42", "abc", ""),
    rootMore: fc.array(attribute, { maxLength: 2 }),
    nodes: fc.array(nodeText, { maxLength: 3 }),
    cman: cmanText,
    sections: fc.subarray(
      [
        '<totem token="7000" rrp_mode="none"/>',
        '<logging debug="on"><logging_daemon name="fenced"/></logging>',
        '<fencedevices><fencedevice agent="fence_pcmk" name="redirect"/><fencedevice name="ipmi" agent="fence_ipmilan" passwd="p"/></fencedevices>',
        "<rm/>",
      ],
      { minLength: 0 },
    ),
    odds: fc.array(odd, { maxLength: 3 }),
    oneLine: fc.boolean(),
    tail: pick("", "\n", "\n<!-- end -->\n", "\n\n"),
  })
  .map(({ shape: s, ...c }) => {
    const names = ["rsha1", "rsha2", "rsha3"];
    const nodes = c.nodes.flatMap((n, i) => n(names[i] ?? "", i + 1, s));
    const inside = [
      "<clusternodes>",
      ...nodes,
      "</clusternodes>",
      c.cman,
      ...c.sections,
      ...c.odds,
    ];
    const between = c.oneLine ? "" : `${s.eol}${s.indent}`;
    const body = inside.filter((t) => t !== "").map((t) => `${between}${t}`);
    const version = ` config_version=${s.quote}${c.version}${s.quote}`;
    const start = `<cluster${writeAttributes(c.rootMore)}${version} name="pacemaker1"${s.gap}>`;
    return `${c.head}${c.head && s.eol}${start}${body.join("")}${c.oneLine ? "" : s.eol}</cluster>${c.tail}`;
  });
