import type { Session } from "../ssh/session";

/** Caches the result of a query per session. Does not cache a failure. */
export function cachePerSession<T>(
  query: (session: Session) => Promise<T>,
): (session: Session) => Promise<T> {
  const cache = new WeakMap<Session, Promise<T>>();
  return (session) => {
    const cached = cache.get(session);
    if (cached) return cached;
    const result = query(session);
    cache.set(session, result);
    result.catch(() => cache.delete(session));
    return result;
  };
}
