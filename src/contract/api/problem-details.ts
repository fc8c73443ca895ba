import { z } from 'zod';
import { type ProblemCode, problems } from './problems.ts';

/** Identifies the kind of problem for programs. It is a name, not a link (RFC 9457 §3.1.1). */
export function problemType(code: ProblemCode): string {
  return `urn:vultr-onboarding:problem:${code}`;
}

const codes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

/** The body of every error: problem details, https://www.rfc-editor.org/rfc/rfc9457 */
export const problemDetails = z
  .object({
    type: z.string().meta({ example: problemType('invalid_request') }),
    title: z.string().meta({ example: problems.invalid_request.title }),
    status: z.int().meta({ example: problems.invalid_request.status }),
    detail: z.string().meta({ description: 'What happened this time, and what to do' }),
    code: z
      .enum(codes)
      .meta({ description: 'Stable; `type` contains the same code', example: 'invalid_request' }),
    errors: z.array(
      z.object({
        field: z.string().meta({
          description:
            'A JSON pointer into the body (empty for the body itself), or the name of a parameter or header',
          example: '/group/name',
        }),
        message: z.string().meta({ example: 'must have at most 128 characters' }),
      }),
    ),
    requestId: z
      .string()
      .meta({ description: 'The X-Request-Id of the response, which the logs contain as well' }),
  })
  .meta({ id: 'Problem' });

export type ProblemDetails = z.infer<typeof problemDetails>;
