/** The oldest version of Temporal's server that the service supports; `npm run test:servers` runs the main flow on it. */
export const oldestServer = '1.27.0';
