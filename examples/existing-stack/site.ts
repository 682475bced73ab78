// Replaces the other provider of your stack (cloud, IPAM, DNS server): stores addresses and records in a file beside the
// program. As with a real provider, a result is known only after the creation.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";

interface Entry {
  kind: string;
  name: string;
  value: string;
  result?: string;
}

/** One entry of the file: `kind name value`. */
const provider: pulumi.dynamic.ResourceProvider<Entry, Entry> = {
  create: ({ kind, name, value }) => {
    const file = `${process.cwd()}/site.txt`;
    writeFileSync(file, `${kind} ${name} ${value}\n`, { flag: "a" });
    return Promise.resolve({ id: `${kind}-${name}`, outs: { kind, name, value, result: value } });
  },
  update: (_id, _olds, { kind, name, value }) =>
    Promise.resolve({ outs: { kind, name, value, result: value } }),
  delete: (_id, { kind, name }) => {
    const file = `${process.cwd()}/site.txt`;
    const lines = readFileSync(file, "utf8").split("\n");
    const left = lines.filter((line) => !line.startsWith(`${kind} ${name} `));
    if (left.join("") === "") rmSync(file);
    else writeFileSync(file, left.join("\n"));
    return Promise.resolve();
  },
};

/** A reserved address in the site's network, with the prefix length: `10.60.13.58/24`. */
export class Reservation extends pulumi.dynamic.Resource {
  declare readonly result: pulumi.Output<string>;

  constructor(name: string, address: pulumi.Input<string>) {
    super(provider, name, { kind: "address", name, value: address, result: undefined });
  }
}

/** A record in the site's DNS zone. */
export class DnsRecord extends pulumi.dynamic.Resource {
  constructor(name: string, address: pulumi.Input<string>) {
    super(provider, name, { kind: "record", name, value: address });
  }
}
