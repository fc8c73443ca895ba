/**
 * What a caller may do: `read` shows runs, `write` starts them, `operate` commands them, `decode` decrypts what Temporal
 * keeps of them.
 */
export const scopes = ['read', 'write', 'operate', 'decode'] as const;

export type Scope = (typeof scopes)[number];

/** Who may call, known by the SHA-256 of the secret only. Secrets are random and long, so nothing slower is needed. */
export type ApiKey = {
  /** Stands in the history of what its holder did. */
  readonly name: string;
  readonly digest: Uint8Array;
  readonly scopes: readonly Scope[];
};
