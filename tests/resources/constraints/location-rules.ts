/** The locations of `fixtures/cib/rules-pcs-0.11.5.commands`, one for each command. */
export const LOCATIONS = [
  {
    score: "-INFINITY",
    rule: { or: [{ attribute: "pingd", operation: "lt", value: 1 }, { notDefined: "pingd" }] },
  },
  { scoreAttribute: "pingd", rule: { defined: "pingd" } },
  { rule: { attribute: "#uname", operation: "eq", value: "rsha1" } },
  {
    name: "mine",
    score: 50,
    rule: {
      and: [
        { attribute: "site", operation: "ne", value: "Berlin" },
        { attribute: "pingd", operation: "eq", value: 1 },
      ],
    },
  },
  {
    score: 7,
    rule: {
      or: [
        { attribute: "pingd", operation: "gte", value: 1 },
        {
          and: [
            { attribute: "a", operation: "gt", value: 2, type: "integer" },
            { attribute: "b", operation: "eq", value: "two" },
          ],
        },
        {
          and: [
            { attribute: "c", operation: "lt", value: "1.2", type: "version" },
            {
              date: {
                operation: "in_range",
                start: "2030-01-01",
                duration: { months: 2, hours: 5 },
              },
            },
          ],
        },
      ],
    },
  },
  {
    score: 8,
    rule: { date: { operation: "date_spec", spec: { weekdays: "1-5", hours: "9-16" } } },
  },
  {
    score: 9,
    rule: {
      or: [
        { date: { operation: "gt", start: "2030-01-01T10:00:00Z" } },
        { date: { operation: "lt", end: "2029-01-01" } },
        { date: { operation: "in_range", start: "2031-01-01", end: "2032-01-01" } },
      ],
    },
  },
].map((location) => ({ resource: "abiquo_rs", ...location }));

/** The guide's safe rule, on a resource `a`. */
export const SAFE = {
  resource: "a",
  score: "-INFINITY",
  rule: { or: [{ attribute: "pingd", operation: "lt", value: 1 }, { notDefined: "pingd" }] },
};
