export type PeopleSettings = {
  /** The key of the keyed hashes. With another one, every `id` that an identity provider knows would change. */
  readonly idKey: string;
};
