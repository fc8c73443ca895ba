import { randomBytes } from 'node:crypto';
import { fastifyMultipart } from '@fastify/multipart';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { validate } from '../../api/plugins/validation.ts';
import { maxItems } from '../../contract/api/batch.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import type { PersonRequest } from '../../csv/subject.ts';
import type { Notice } from '../frame/notice.ts';
import { sendPage } from '../frame/send-page.ts';
import { createHireKind } from '../import/hire-kind.ts';
import { createImports, importKeyOf } from '../import/imports.ts';
import type { ImportKind, StartedFlow } from '../import/kinds.ts';
import { createLeaverKind } from '../import/leaver-kind.ts';
import { type ImportPlan, planImport } from '../import/plan.ts';
import { fromHiddenFields, hiddenFieldsLimitBytes, readUpload, type Upload } from '../import/upload.ts';
import type { ConsoleOptions } from '../options.ts';
import { consolePath, importPath } from '../paths.ts';
import { formView } from './import-form-view.ts';
import { planView } from './import-plan-view.ts';
import { progressView } from './import-progress-view.ts';

const importIdPattern = /^[0-9a-f]{32}$/;

type Body = Readonly<Record<string, unknown>>;

/** Hires people from a CSV file, and offboards people from another one. */
export const importPage: FastifyPluginAsync<ConsoleOptions> = async (app, options) => {
  await app.register(fastifyMultipart, { throwFileSizeLimit: false });
  addImport(app, createHireKind(options.onboardings), options);
  addImport(app, createLeaverKind(options.offboardings), options);
};

/**
 * Adds the pages of one kind of file: they show the plan, start exactly that plan, and show how far it is. The file and the
 * digest of its plan travel in the form, so that any process can take the start.
 */
function addImport<Column extends string, Request extends PersonRequest>(
  app: FastifyInstance,
  kind: ImportKind<Column, Request>,
  { logger, organization }: ConsoleOptions,
): void {
  const { scope } = kind;
  const route = kind.path.slice(consolePath.length);
  const imports = createImports(kind, logger);
  const beginning = new Map<string, Promise<ImportPlan<Request> | 'begun'>>();
  app.addHook('preClose', () => imports.stop());

  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    main: Parameters<typeof sendPage>[1]['main'],
    notice?: Notice,
  ) =>
    sendPage(reply, {
      title: 'Import',
      section: importPath,
      caller: { name: request.caller },
      organization,
      main,
      ...defined({ notice }),
    });

  app.get(route, { config: { scope } }, (request, reply) => show(request, reply, formView(kind)));

  app.post(route, { config: { scope } }, async (request, reply) => {
    let upload: Upload | undefined;
    try {
      upload = await readUpload(request);
      const plan = await planImport(kind, upload);
      return await show(request, reply, planView(kind, plan, upload, newImportId()));
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      return await show(request, reply.code(400), formView(kind, upload), {
        kind: 'bad',
        text: error.message,
      });
    }
  });

  app.post(
    `${route}/start`,
    { bodyLimit: hiddenFieldsLimitBytes, config: { scope } },
    async (request, reply) => {
      const body = (request.body ?? {}) as Body;
      const importId = importIdOf(body['request']);
      const upload = fromHiddenFields(body);
      // A double click must not find the plan changed by its own first click.
      const begun = beginning.get(importId) ?? begin(importId, upload, body, request.caller);
      beginning.set(importId, begun);
      const result = await begun.finally(() => beginning.delete(importId));
      if (result === 'begun') return reply.redirect(progressPath(kind.path, importId, body), 303);
      const notice: Notice =
        result.digest === body['digest']
          ? { kind: 'bad', text: 'Nothing was started: confirm first which rows are left out.' }
          : {
              kind: 'bad',
              text: 'Nothing was started: since you saw the plan, something has changed. This is the new plan.',
            };
      return show(request, reply.code(409), planView(kind, result, upload, newImportId()), notice);
    },
  );

  app.get(`${route}/:importId`, async (request, reply) => {
    const params = request.params as { readonly importId: string };
    const importId = importIdOf(params.importId);
    const query = validate(progressQuery, request.query, 'querystring');
    if ('error' in query) throw query.error;
    const started = await readStarted(kind, importId);
    const running = imports.find(importId);
    return show(
      request,
      reply,
      progressView(kind, { total: query.value.rows, started, ...defined({ running }) }),
    );
  });

  /** Begins the import, or returns the plan that keeps it from beginning. */
  async function begin(
    importId: string,
    upload: Upload,
    body: Body,
    caller: string,
  ): Promise<ImportPlan<Request> | 'begun'> {
    const key = importKeyOf(importId);
    const known = imports.find(importId) ?? (await kind.list({ key, limit: 1 })).items[0];
    if (known !== undefined) return 'begun';
    const plan = await planImport(kind, upload).catch(rethrowInvalid);
    const isConfirmed = plan.leftOut === 0 || body['leaveOut'] === 'yes';
    if (plan.digest !== body['digest'] || !isConfirmed || plan.toStart.length === 0) return plan;
    const { delimiter, header } = plan.file;
    imports.begin(importId, { delimiter, header }, plan.toStart, caller);
    return 'begun';
  }
}

const progressQuery = z.object({ rows: z.coerce.number().int().min(1).max(maxItems).optional() });

/** What the import has led to. A file has at most `maxItems` rows, so nothing is left out. */
async function readStarted(
  { list }: Pick<ImportKind<never, never>, 'list'>,
  importId: string,
): Promise<StartedFlow[]> {
  const items: StartedFlow[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({
      key: importKeyOf(importId),
      limit: 200,
      ...defined({ cursor }),
    });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && items.length < maxItems);
  return items;
}

/** Chosen by the page that shows the plan, and not made of what is in the file: it is part of an address. */
function newImportId(): string {
  return randomBytes(16).toString('hex');
}

/** Throws `not_found`. */
function importIdOf(text: unknown): string {
  if (typeof text === 'string' && importIdPattern.test(text)) return text;
  throw new ProblemError('not_found', 'There is no such import.');
}

function progressPath(path: string, importId: string, { rows }: Body): string {
  const isCount = typeof rows === 'string' && /^\d{1,4}$/.test(rows);
  return `${path}/${importId}${isCount ? `?rows=${rows}` : ''}`;
}

/** The page with the plan has only files that are valid. */
function rethrowInvalid(error: unknown): never {
  if (error instanceof StartError) throw new ProblemError('invalid_request', error.message, { cause: error });
  throw error;
}
