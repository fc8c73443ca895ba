/** The same `ONBOARDING_ID_KEY` for all tests, so that each process finds what the others started. */
export const testIdKey = 'a key for tests that is long enough';
