import type { Session } from "../ssh/session";

/** Asks a node something once for each session; a failure is not remembered. */
export function cachePerSession<T>(
  ask: (session: Session) => Promise<T>,
): (session: Session) => Promise<T> {
  const known = new WeakMap<Session, Promise<T>>();
  return (session) => {
    const before = known.get(session);
    if (before) return before;
    const asked = ask(session);
    known.set(session, asked);
    asked.catch(() => known.delete(session));
    return asked;
  };
}
