import { fileURLToPath } from 'node:url';
import { fileVariable } from './read-settings.ts';

/** What `npm start` sets if it starts the simulator, so that a move can be tried, and takes seconds. */
const defaults = {
  ONBOARDING_ROLES_FILE: fileURLToPath(new URL('simulator-roles.yaml', import.meta.url)),
  ONBOARDING_BRAKE_SETTLE: '5s',
} as const;

/** Returns the environment for `npm start`. With the simulator, it has values for settings that it leaves unset. */
export function withSimulatorDefaults(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isSet = (name: string) => (environment[name] ?? '').trim() !== '';
  if (isSet('VULTR_API_KEY') || isSet(fileVariable('VULTR_API_KEY'))) return environment;
  const unset = Object.entries(defaults).filter(([name]) => !isSet(name));
  return { ...environment, ...Object.fromEntries(unset) };
}
