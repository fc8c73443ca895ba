/** A key of AES-256-GCM, and the name by which what it encrypted says so. */
export type EncryptionKey = { readonly id: string; readonly key: Uint8Array };

/** The first one encrypts; all of them decrypt. */
export type EncryptionKeys = readonly [EncryptionKey, ...EncryptionKey[]];
