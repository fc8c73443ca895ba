import { Buffer } from 'node:buffer';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { StartError } from '../../contract/lib/start-error.ts';
import { type OptionField, optionFields, type OptionTexts } from './option-fields.ts';

/** The largest file, in bytes. A thousand ordinary rows have 100 KB. */
export const maxFileBytes = 1_000_000;

/** A file as a person has sent it, with the options for reading it. */
export type Upload = {
  readonly bytes: Buffer;
  readonly options: OptionTexts;
  /** The text was pasted, and no file was chosen. */
  readonly isPasted: boolean;
};

type Texts = Partial<Record<string, unknown>>;

/**
 * Reads the form with the file: one that was chosen, otherwise the text that was pasted. Throws `StartError` if there is
 * none, or if it is too large.
 */
export async function readUpload(request: FastifyRequest): Promise<Upload> {
  const texts: Record<string, unknown> = {};
  let file: Buffer = Buffer.alloc(0);
  let isTooLarge = false;
  for await (const part of request.parts({ limits })) {
    if (part.type === 'file') {
      const content = await contentOf(part);
      if (content === undefined) isTooLarge = true;
      else file = content;
    } else {
      texts[part.fieldname] = part.value;
      isTooLarge ||= part.valueTruncated;
    }
  }
  if (isTooLarge) throw tooLarge();
  const isChosen = file.length > 0;
  const bytes = isChosen ? file : Buffer.from(textOf(texts, 'text'));
  if (bytes.length > maxFileBytes) throw tooLarge();
  if (bytes.toString().trim() === '') throw new StartError('Choose a CSV file, or paste its rows.');
  const options = optionsOf(texts);
  // A browser sends what was pasted as UTF-8.
  return { bytes, options: isChosen ? options : { ...options, encoding: '' }, isPasted: !isChosen };
}

const limits = { fileSize: maxFileBytes, fieldSize: maxFileBytes, files: 1, fields: 10, parts: 11 };

/** Returns nothing if the file is too large. The rest of it is read, so that the person gets a response. */
async function contentOf({ file }: MultipartFile): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of file) chunks.push(chunk as Buffer);
  return file.truncated ? undefined : Buffer.concat(chunks);
}

function tooLarge(): StartError {
  return new StartError('The file has more than 1 MB. Split it into several files.');
}

/** The upload in hidden fields: names and values. The file is base64url, which no form changes. */
export function toHiddenFields({ bytes, options }: Upload): readonly (readonly [string, string])[] {
  return [['file', bytes.toString('base64url')], ...Object.entries(options)];
}

/** The most that a form with hidden fields has, in bytes. */
export const hiddenFieldsLimitBytes = 2 * maxFileBytes;

/** The upload that `toHiddenFields` has put into a form. */
export function fromHiddenFields(body: Texts): Upload {
  return { bytes: Buffer.from(textOf(body, 'file'), 'base64url'), options: optionsOf(body), isPasted: false };
}

function optionsOf(texts: Texts): OptionTexts {
  const names = Object.keys(optionFields) as OptionField[];
  return Object.fromEntries(names.map((name) => [name, textOf(texts, name).trim()])) as OptionTexts;
}

/** The text of a field; of a field that is there twice, none. */
function textOf(texts: Texts, name: string): string {
  const value = texts[name];
  return typeof value === 'string' ? value : '';
}
