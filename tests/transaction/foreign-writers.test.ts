import { element } from "../../sdk/cib/xml/element";
import { ForeignWriters } from "../../sdk/transaction/foreign-writers";

const at = (epoch: number, user = "root", client = "cibadmin"): ReturnType<typeof element> =>
  element("cib", {
    admin_epoch: "0",
    epoch: String(epoch),
    "update-client": client,
    "update-user": user,
    "update-origin": "rsha2",
  });

/** Whether a foreign writer is found after these reports. */
function findsForeign(report: (writers: ForeignWriters) => void): boolean {
  const writers = new ForeignWriters();
  writers.noteVersion(at(5));
  report(writers);
  return writers.describeSince(Date.now()) !== undefined;
}

describe("ForeignWriters", () => {
  test("ignores the first read, a known version, and a version of this process", () => {
    const foreign = findsForeign((writers) => {
      writers.expectVersion({ adminEpoch: 0, epoch: 6 });
      writers.noteVersion(at(6));
      writers.noteVersion(at(5));
    });
    expect(foreign).toBe(false);
  });

  test("ignores what Pacemaker 1.1 writes after a cleanup, unless it may hide a foreign writer", () => {
    expect(findsForeign((writers) => writers.noteVersion(at(6, "root", "crmd")))).toBe(false);
    expect(findsForeign((writers) => writers.noteVersion(at(7, "root", "crmd")))).toBe(true);
  });

  test.each<[string, (writers: ForeignWriters) => void]>([
    ["a version that this process did not expect", (writers) => writers.noteVersion(at(6))],
    [
      "the version that a refused patch would have made",
      (writers) => {
        writers.expectVersion({ adminEpoch: 0, epoch: 6 });
        writers.forgetVersion({ adminEpoch: 0, epoch: 6 });
        writers.noteVersion(at(6));
      },
    ],
  ])("reports %s", (_version, report) => {
    expect(findsForeign(report)).toBe(true);
  });

  test("remembers a thousand versions and no more", () => {
    const writers = new ForeignWriters();
    for (let epoch = 1; epoch <= 1001; epoch++) writers.expectVersion({ adminEpoch: 0, epoch });
    writers.noteVersion(at(2));
    const known = writers.describeSince(0);
    writers.noteVersion(at(1));
    expect([known, writers.describeSince(0)]).toEqual([undefined, writers.lastWriter]);
  });

  test("names the last foreign writer as the header of the CIB does", () => {
    const writers = new ForeignWriters();
    writers.noteVersion(at(5));
    writers.noteVersion(at(6, "hacluster"));
    expect(writers.lastWriter).toBe(
      "update-client cibadmin, update-user hacluster, update-origin rsha2, epoch 6",
    );
  });

  test("reports a foreign writer for ten seconds", () => {
    jest.useFakeTimers({ now: 0 });
    const writers = new ForeignWriters();
    writers.noteVersion(at(5));
    writers.noteVersion(at(6));
    const known = [10_000, 10_001].map((time) => writers.describeSince(time));
    expect(known).toEqual([writers.lastWriter, undefined]);
    jest.useRealTimers();
  });
});
