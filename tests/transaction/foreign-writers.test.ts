import { element } from "../../sdk/cib/xml/element";
import { Writers } from "../../sdk/transaction/foreign-writers";

const at = (epoch: number, user = "root", client = "cibadmin"): ReturnType<typeof element> =>
  element("cib", {
    admin_epoch: "0",
    epoch: String(epoch),
    "update-client": client,
    "update-user": user,
    "update-origin": "rsha2",
  });

function seen(look: (writers: Writers) => void): boolean {
  const writers = new Writers();
  writers.saw(at(5));
  look(writers);
  return writers.beside(Date.now()) !== undefined;
}

test("the first look, a version that is known, and one that we made are no other writer", () => {
  const foreign = seen((writers) => {
    writers.expect({ adminEpoch: 0, epoch: 6 });
    writers.saw(at(6));
    writers.saw(at(5));
  });
  expect(foreign).toBe(false);
});

test("what Pacemaker 1.1 notes after a cleanup is no other writer's, unless it may hide one", () => {
  expect(seen((writers) => writers.saw(at(6, "root", "crmd")))).toBe(false);
  expect(seen((writers) => writers.saw(at(7, "root", "crmd")))).toBe(true);
});

test.each<[string, (writers: Writers) => void]>([
  ["a version that nobody here has made", (writers) => writers.saw(at(6))],
  [
    "the version that a refused patch of ours would have made",
    (writers) => {
      writers.expect({ adminEpoch: 0, epoch: 6 });
      writers.unexpect({ adminEpoch: 0, epoch: 6 });
      writers.saw(at(6));
    },
  ],
])("%s is another writer's", (_what, look) => {
  expect(seen(look)).toBe(true);
});

test("a thousand versions are remembered, and no more", () => {
  const writers = new Writers();
  for (let epoch = 1; epoch <= 1001; epoch++) writers.expect({ adminEpoch: 0, epoch });
  writers.saw(at(2));
  const known = writers.beside(0);
  writers.saw(at(1));
  expect([known, writers.beside(0)]).toEqual([undefined, writers.words]);
});

test("the last other writer is told as the header of the CIB names him", () => {
  const writers = new Writers();
  writers.saw(at(5));
  writers.saw(at(6, "hacluster"));
  expect(writers.words).toBe(
    "update-client cibadmin, update-user hacluster, update-origin rsha2, epoch 6",
  );
});

test("who wrote less than ten seconds before may be doing more", () => {
  const writers = new Writers();
  writers.saw(at(5));
  writers.saw(at(6));
  const later = (seconds: number): string | undefined =>
    writers.beside(Date.now() + seconds * 1000);
  expect([later(9), later(11)]).toEqual([writers.words, undefined]);
});
