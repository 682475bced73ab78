import { type Agent, validateParameters } from "../../cib/model/agent";
import type { ValueSets } from "../../cib/model/value-sets";

/** Validates the values of further sets against an agent's meta-data. A set may lack any parameter. */
export const validateSets = (
  agent: Agent,
  name: string,
  { parameterSets = [] }: ValueSets,
  judged: readonly string[],
): readonly string[] => {
  const others = agent.parameters.map((p) => p.name);
  return parameterSets.flatMap(({ id, values }) =>
    validateParameters(agent, name, values, judged, others).map((line) =>
      line.replace(/^parameters: /, `parameterSets: ${id}: `),
    ),
  );
};
