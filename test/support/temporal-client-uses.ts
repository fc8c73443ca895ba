/** What may be imported from `@temporalio/client` everywhere: what its calls throw, and types without a call. */
const harmless = /^(?:\w+Error|\w+Failure|WorkflowUpdateHandle|ClientInterceptors)$/;

/** An import or re-export from `@temporalio/client`, with its names in braces if it has any. */
const clientImport =
  /\b(?:import|export)\b\s*(?:type\s+)?(?<names>[^'";]*?)\s*(?:from\s*)?\(?\s*['"]@temporalio\/client(?<subpath>\/[^'"]*)?['"]/g;

/** Ways to an execution, a namespace or a task queue from any kind of client or connection. */
const uses: readonly RegExp[] = [
  /\b(?:workflowService|operatorService|getHandle|WithStartWorkflowOperation|WorkflowClient|ScheduleClient)\b/g,
  /\.\s*workflow\b/g,
  /\[\s*['"`]workflow['"`]\s*\]/g,
  // Destructured: `const { workflow } = client`.
  /\{[^{}]*\bworkflow\b[^{}]*\}\s*=(?![=>])/g,
];

const comments = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;

/**
 * Returns each place of a source text that takes Temporal's client past the door of the organization. `also` names
 * further imports that are allowed.
 */
export function findTemporalClientUses(text: string, also: readonly string[] = []): string[] {
  const code = text.replaceAll(comments, '');
  const imported = [...code.matchAll(clientImport)].flatMap(({ 0: statement, groups }) => {
    const inBraces = /^\{([^}]*)\}$/.exec(groups?.['names']?.trim() ?? '')?.[1];
    if (inBraces === undefined || groups?.['subpath'] !== undefined) return [statement];
    const names = inBraces.split(',').map((name) => name.trim().replace(/^type\s+|\s+as\s.*$/g, ''));
    return names.filter((name) => name !== '' && !harmless.test(name) && !also.includes(name));
  });
  return [...imported, ...uses.flatMap((use) => [...code.matchAll(use)].map(([found]) => found))];
}
