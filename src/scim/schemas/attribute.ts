/** An attribute as RFC 7643 §7 describes it, which is also how `/Schemas` publishes it. */
export type Attribute = {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'dateTime' | 'reference' | 'complex';
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable';
  readonly returned: 'always' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server';
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
};

type Characteristics = Partial<Omit<Attribute, 'name' | 'type' | 'description' | 'subAttributes'>>;

/** An attribute with the characteristics that RFC 7643 §2.2 gives to one that does not name its own. */
export function attribute(
  name: string,
  type: Attribute['type'],
  description: string,
  characteristics: Characteristics = {},
): Attribute {
  return {
    name,
    type,
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...characteristics,
  };
}

export function text(name: string, description: string, characteristics?: Characteristics): Attribute {
  return attribute(name, 'string', description, characteristics);
}

export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  characteristics?: Characteristics,
): Attribute {
  return { ...attribute(name, 'complex', description, characteristics), subAttributes };
}

/** A set of attributes under a URN. */
export type Schema = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
};

export const readOnly = { mutability: 'readOnly' } as const;
export const immutable = { mutability: 'immutable' } as const;
