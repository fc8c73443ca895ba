import { closeGracefully } from '../api/graceful-close.ts';
import { createAuthenticate } from '../auth/authenticate.ts';
import { sessionKeyOf } from '../auth/session-key.ts';
import { createCodecServer } from '../codec-server/server.ts';
import type { Config } from '../config/config.ts';
import { defined } from '../contract/lib/optional.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createPayloadCodec } from '../temporal/encryption/payload-codec.ts';
import type { Service } from './lifecycle.ts';
import { listenError } from './listen-error.ts';
import { requireSecrets } from '../config/required-secrets.ts';
import { watchApiKeys } from './watch-api-keys.ts';

export type CodecOptions = {
  readonly origins?: () => readonly string[];
  readonly pathSecret?: string;
};

/** Starts the codec server. If a `pathSecret` is given, `endpoint` contains it; Temporal's dev server uses that. */
export async function startCodecServer(
  config: Config,
  logger: Logger,
  { origins = () => config.codec.origins, pathSecret }: CodecOptions = {},
): Promise<{ service: Service; url: string; endpoint: string }> {
  const { apiKeys, encryptionKeys } = requireSecrets(config.secrets, 'codec');
  const keys = watchApiKeys({ ...config, secrets: { ...config.secrets, apiKeys } }, logger);
  const app = await createCodecServer({
    codec: createPayloadCodec(encryptionKeys),
    authenticate: createAuthenticate(keys.current, config.api.jwt),
    origins,
    sessionKey: sessionKeyOf(encryptionKeys, 'codec server'),
    logger,
    ...defined({ pathSecret }),
  });
  const { host } = config.api;
  const { port } = config.codec;
  try {
    const url = await app.listen({ host, port });
    const stop = async () => {
      keys.stop();
      await closeGracefully(app);
    };
    const endpoint = pathSecret === undefined ? url : `${url}/with/${pathSecret}`;
    return { service: { name: 'codec server', stop }, url, endpoint };
  } catch (error) {
    keys.stop();
    throw listenError(error, {
      service: 'The codec server',
      host,
      port,
      hostSetting: 'HOST',
      portSetting: 'ONBOARDING_CODEC_PORT',
    });
  }
}
