import type { TopLevelSpec } from "vega-lite";
import type { Measured } from "./report";
import { median } from "./result";

const WIDTH = 560;

/** Draws the figures as an SVG: the guide with each tool, the parts of one `up` as a stacked bar, and growth. */
export async function chartOf(measured: Readonly<Record<string, Measured>>): Promise<string> {
  // Loading takes half a second, which only this command should pay.
  const [{ View, parse }, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const charts = [guide(measured.guide), parts(measured.parts), growth(measured.growth)];
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    background: "white",
    vconcat: charts.filter((chart) => chart !== undefined),
    resolve: { scale: { color: "independent" } },
  } as unknown as TopLevelSpec;
  return new View(parse(compile(spec).spec), { renderer: "none" }).toSVG();
}

function guide(section: Measured | undefined): object | undefined {
  const rows = section?.result.series.filter(({ what }) => what.startsWith("the guide"));
  return (
    rows && {
      title:
        "The guide's configuration: seconds until it is in the CIB, and until the services run",
      width: WIDTH,
      data: {
        values: rows.map(({ what, who, values }) => ({
          until: what.split(", ")[1],
          who,
          seconds: median(values),
        })),
      },
      mark: "bar",
      encoding: {
        y: { field: "who", type: "nominal", title: null, sort: null, axis: { labelLimit: 260 } },
        yOffset: { field: "until" },
        x: { field: "seconds", type: "quantitative" },
        color: {
          field: "until",
          type: "nominal",
          title: null,
          legend: { orient: "bottom", labelLimit: 260 },
        },
      },
    }
  );
}

function parts(section: Measured | undefined): object | undefined {
  return (
    section?.result.parts && {
      title: "Where one up of the guide spends its time",
      width: WIDTH,
      height: 40,
      data: { values: section.result.parts.map((part, order) => ({ ...part, order })) },
      mark: { type: "bar", size: 36 },
      encoding: {
        x: { field: "seconds", type: "quantitative", stack: "zero" },
        order: { field: "order" },
        color: {
          field: "part",
          type: "nominal",
          title: null,
          sort: null,
          scale: { scheme: "category20" },
          legend: { orient: "bottom", columns: 3, labelLimit: 400 },
        },
      },
    }
  );
}

/** Draws series such as `create, 500 objects`, in seconds. */
function growth(section: Measured | undefined): object | undefined {
  const rows = section?.result.series.filter(
    ({ what, unit }) => unit === "s" && what.endsWith("objects"),
  );
  return (
    rows && {
      title: "Seconds over the number of objects",
      width: WIDTH,
      data: {
        values: rows.map(({ what, who, values }) => {
          const [, does = "", objects = ""] = /^(.*), (\d+) objects$/.exec(what) ?? [];
          return { does, who, objects: Number(objects), seconds: median(values) };
        }),
      },
      mark: { type: "line", point: true },
      encoding: {
        x: { field: "objects", type: "quantitative", scale: { type: "log" } },
        y: { field: "seconds", type: "quantitative", scale: { type: "log" } },
        color: {
          field: "does",
          type: "nominal",
          title: null,
          legend: { orient: "bottom", labelLimit: 260 },
        },
        strokeDash: {
          field: "who",
          type: "nominal",
          title: null,
          legend: { orient: "bottom", labelLimit: 260 },
        },
      },
    }
  );
}
