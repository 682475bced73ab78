import { setHaclusterPassword } from "../../../sdk/host/commands/hacluster";
import { FakeNode } from "../fakes";

const today = Math.floor(Date.now() / 86_400_000);
const PROGRAMS = {
  chpasswd: `cat > "$DIR/set"; exit "$(cat "$DIR/refuse" 2>/dev/null || echo 0)"`,
  getent: `[ "$*" = "shadow hacluster" ] && cat "$DIR/shadow"`,
  chage: `echo "$@" > "$DIR/aged"`,
};

let node: FakeNode;
let said: jest.SpyInstance;
beforeEach(() => {
  node = new FakeNode(PROGRAMS);
  said = jest.spyOn(console, "log").mockReturnValue();
});
afterEach(() => {
  node.close();
  said.mockRestore();
});

describe("setHaclusterPassword", () => {
  // Debian forky makes the account with the expiry date 1 (systemd-sysusers: a locked user).
  test.each([1, today])("lets the account no longer expire if its day %i has come", async (day) => {
    node.write("shadow", `hacluster:$y$x:20785:::::${day}:\n`);
    await setHaclusterPassword(node, "geheim");
    expect(node.read("set")).toBe("hacluster:geheim\n");
    expect(node.read("aged")).toBe("--expiredate -1 hacluster\n");
    expect(said.mock.calls).toEqual([
      [
        "rsha1: the account hacluster had expired, and pcs could not have logged in with it: its expiry date is removed",
      ],
    ]);
  });

  test.each([
    ["no expiry date", "hacluster:$y$x:20785::::::\n"],
    ["a later expiry date", `hacluster:$y$x:20785:::::${today + 2}:\n`],
    ["no line in shadow", ""],
  ])("leaves an account with %s as it is", async (_what, shadow) => {
    node.write("shadow", shadow);
    await setHaclusterPassword(node, "geheim");
    expect(() => node.read("aged")).toThrow("ENOENT");
    expect(said).not.toHaveBeenCalled();
  });

  test("stops at a refused password", async () => {
    node.write("shadow", "hacluster:$y$x:20785:::::1:\n");
    node.write("refuse", "1");
    await expect(setHaclusterPassword(node, "geheim")).rejects.toThrow("chpasswd");
    expect(() => node.read("aged")).toThrow("ENOENT");
  });
});
