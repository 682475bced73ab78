import type { CmanConf, CmanMember } from "./cluster-conf";
import type { CmanNodeSpec, CmanSpec } from "./spec";

/** Members to remove: those that the program declared before and does not any more. Foreign members stay. */
export const leavingMembers = (spec: CmanSpec, before?: CmanSpec): readonly string[] =>
  (before?.nodes ?? [])
    .map((n) => n.name)
    .filter((name) => !spec.nodes.some((n) => n.name === name));

/** Members of the desired cluster, foreign ones first. */
export function membersAfter(
  conf: CmanConf,
  spec: CmanSpec,
  before?: CmanSpec,
): readonly Pick<CmanMember, "name" | "votes">[] {
  const replaced = [...leavingMembers(spec, before), ...spec.nodes.map((n) => n.name)];
  const others = conf.members.filter((m) => !replaced.includes(m.name));
  return [
    ...others,
    ...spec.nodes.map((n) => ({ name: n.name, votes: votesAfter(conf, n, before) })),
  ];
}

/** Votes that are not declared stay. Votes that were declared before and are not any more become CMAN's default, 1. */
function votesAfter(conf: CmanConf, { name, votes }: CmanNodeSpec, before?: CmanSpec): number {
  const dropped = before?.nodes.some((n) => n.name === name && n.votes !== undefined) ?? false;
  const present = dropped ? undefined : conf.members.find((m) => m.name === name)?.votes;
  return votes ?? present ?? 1;
}

const sum = (members: readonly { readonly votes: number }[]): number =>
  members.reduce((all, m) => all + m.votes, 0);

/** Whether to set two_node: as declared, else if the cluster has exactly two members with one vote each. */
export function wantsTwoNode(conf: CmanConf, spec: CmanSpec, before?: CmanSpec): boolean {
  const members = membersAfter(conf, spec, before);
  return spec.twoNode ?? (members.length === 2 && members.every((m) => m.votes === 1));
}

/** The quorum attributes of <cman>. `undefined` removes one. */
export interface QuorumAttributes {
  readonly two_node: string | undefined;
  readonly expected_votes: string | undefined;
}

/**
 * two_node requires expected_votes 1 (cman(5)); both are removed together. Without two_node, an expected_votes that equals
 * the sum of all votes follows the members. Any other value is an administrator's decision and stays.
 */
export function quorumAttributes(
  conf: CmanConf,
  spec: CmanSpec,
  before?: CmanSpec,
): QuorumAttributes {
  const { two_node, expected_votes } = conf.cman;
  if (wantsTwoNode(conf, spec, before))
    return {
      two_node: conf.twoNode ? two_node : "1",
      expected_votes: conf.expectedVotes === 1 ? expected_votes : "1",
    };
  if (conf.twoNode)
    return {
      two_node: undefined,
      expected_votes: conf.expectedVotes === 1 ? undefined : expected_votes,
    };
  const follows = conf.expectedVotes === sum(conf.members);
  const after = sum(membersAfter(conf, spec, before));
  const changes = follows && after !== conf.expectedVotes;
  return { two_node, expected_votes: changes ? String(after) : expected_votes };
}
