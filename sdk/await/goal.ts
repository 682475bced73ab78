import type { WaitTarget } from "../kind/cib-kind";

/** The verdict of one snapshot on a goal. */
export type Verdict =
  | {
      readonly state: "waiting";
      readonly line: string;
      /** Failures so far. They are reported when the time is over. */
      readonly reasons?: readonly string[];
    }
  | ({ readonly state: "done"; readonly line?: string } & Soft)
  | ({ readonly state: "failed"; readonly reasons: readonly string[] } & Soft);

interface Soft {
  /** Nothing has failed. A missing object may still appear, for example later in the same `up`. */
  readonly soft?: boolean;
}

/** What to wait for: resources run (as far as the cluster allows), or are stopped. */
export type Goal = WaitTarget & {
  readonly stopped?: boolean;
  /** Further resources without pending actions. Their state does not matter. */
  readonly alsoSettled?: readonly string[];
  /** Members of a group that ran after the changed one and have to run again, with the words to add to a failure. */
  readonly laterMembers?: { readonly members: readonly string[]; readonly words: string };
  /** The object existed before. An obstacle may be removed later in the same `up`, because deletions come last. */
  readonly existedBefore?: boolean;
};
