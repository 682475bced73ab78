import { oneOf } from "../../kind/rules";

/** Roles of promotable clones. They are written as the cluster's schema knows them: `Master` and `Slave` before 3.7. */
export type Role = "Started" | "Promoted" | "Unpromoted" | "Master" | "Slave" | "Stopped";

export const roleRule = oneOf("Started", "Promoted", "Unpromoted", "Master", "Slave", "Stopped");

/** An action of a resource in an order or a set. */
export type Action = "start" | "stop" | "promote" | "demote";

export const actionRule = oneOf("start", "stop", "promote", "demote");
