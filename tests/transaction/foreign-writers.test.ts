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

function seen(look: (writers: ForeignWriters) => void): boolean {
  const writers = new ForeignWriters();
  writers.noteVersion(at(5));
  look(writers);
  return writers.describeSince(Date.now()) !== undefined;
}

test("the first look, a version that is known, and one that we made are no other writer", () => {
  const foreign = seen((writers) => {
    writers.expectVersion({ adminEpoch: 0, epoch: 6 });
    writers.noteVersion(at(6));
    writers.noteVersion(at(5));
  });
  expect(foreign).toBe(false);
});

test("what Pacemaker 1.1 notes after a cleanup is no other writer's, unless it may hide one", () => {
  expect(seen((writers) => writers.noteVersion(at(6, "root", "crmd")))).toBe(false);
  expect(seen((writers) => writers.noteVersion(at(7, "root", "crmd")))).toBe(true);
});

test.each<[string, (writers: ForeignWriters) => void]>([
  ["a version that nobody here has made", (writers) => writers.noteVersion(at(6))],
  [
    "the version that a refused patch of ours would have made",
    (writers) => {
      writers.expectVersion({ adminEpoch: 0, epoch: 6 });
      writers.forgetVersion({ adminEpoch: 0, epoch: 6 });
      writers.noteVersion(at(6));
    },
  ],
])("%s is another writer's", (_what, look) => {
  expect(seen(look)).toBe(true);
});

test("a thousand versions are remembered, and no more", () => {
  const writers = new ForeignWriters();
  for (let epoch = 1; epoch <= 1001; epoch++) writers.expectVersion({ adminEpoch: 0, epoch });
  writers.noteVersion(at(2));
  const known = writers.describeSince(0);
  writers.noteVersion(at(1));
  expect([known, writers.describeSince(0)]).toEqual([undefined, writers.describeLast]);
});

test("the last other writer is told as the header of the CIB names him", () => {
  const writers = new ForeignWriters();
  writers.noteVersion(at(5));
  writers.noteVersion(at(6, "hacluster"));
  expect(writers.describeLast).toBe(
    "update-client cibadmin, update-user hacluster, update-origin rsha2, epoch 6",
  );
});

test("who wrote less than ten seconds before may be doing more", () => {
  const writers = new ForeignWriters();
  writers.noteVersion(at(5));
  writers.noteVersion(at(6));
  const later = (seconds: number): string | undefined =>
    writers.describeSince(Date.now() + seconds * 1000);
  expect([later(9), later(11)]).toEqual([writers.describeLast, undefined]);
});
