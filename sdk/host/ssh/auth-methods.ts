import type { Credential } from "./credentials";
import type { Target } from "./target";

/** An authentication method in the form of ssh2's `authHandler`. */
export type AuthMethod = { readonly username: string } & (
  | { readonly type: "publickey"; readonly key: string; readonly passphrase?: string }
  | { readonly type: "agent"; readonly agent: string }
  | { readonly type: "password"; readonly password: string }
  | { readonly type: "keyboard-interactive"; readonly prompt: Prompt }
);

type Prompt = (
  name: string,
  instructions: string,
  language: string,
  prompts: readonly unknown[],
  answer: (answers: string[]) => void,
) => void;

/** Returns the authentication methods of a credential, in order. */
export function authMethods(username: string, credential: Credential): AuthMethod[] {
  switch (credential.kind) {
    case "key":
      return [
        { type: "publickey", username, key: credential.key, passphrase: credential.password },
      ];
    case "agent":
      return [{ type: "agent", username, agent: credential.socket }];
    case "password": {
      const { password } = credential;
      const prompt: Prompt = (_name, _text, _language, prompts, answer) =>
        answer(prompts.map(() => password));
      return [
        { type: "password", username, password },
        { type: "keyboard-interactive", username, prompt },
      ];
    }
  }
}

/** Returns the key that the user gave. ssh2 reports a parse error for this key only, and skips others silently. */
export function readGivenKey(
  target: Target,
  [first]: readonly Credential[],
): { privateKey?: string; passphrase?: string } {
  const isGiven = target.privateKey !== undefined || target.privateKeyPath !== undefined;
  if (!isGiven || first?.kind !== "key") return {};
  return { privateKey: first.key, passphrase: first.password };
}
