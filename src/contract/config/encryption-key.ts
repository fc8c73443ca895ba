/** A key for AES-256-GCM. Everything that it encrypts carries its `id`. */
export type EncryptionKey = { readonly id: string; readonly key: Uint8Array };

/** The first key encrypts; all of them decrypt. */
export type EncryptionKeys = readonly [EncryptionKey, ...EncryptionKey[]];
