/** version: of this program, and of the API server that it talks to. */
import { Command } from 'commander';
import { type Context, runs } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { outputFlag } from '../flags.ts';
import { json, yaml } from '../printed.ts';
import { print } from '../shell.ts';
import { type SourceFlags, withSource } from '../source.ts';
import { version } from '../version.ts';

type VersionFlags = SourceFlags & { readonly client?: boolean; readonly output?: 'json' | 'yaml' };

export function versionCommand(context: Context): Command {
  return new Command('version')
    .description('show the version of this program, and of the API server')
    .option('--client', 'of this program alone: no cluster is asked')
    .addOption(outputFlag(['json', 'yaml']))
    .action(
      runs<VersionFlags>(context, async (flags) => {
        const server =
          flags.client === true
            ? undefined
            : await withSource(context, flags, ({ client }) =>
                client.getRaw<{ readonly gitVersion: string }>('/version'),
              );
        const versions = {
          clientVersion: version,
          ...(server === undefined ? {} : { serverVersion: server.gitVersion }),
        };
        if (flags.output !== undefined) print(context, flags.output === 'json' ? json(versions) : yaml(versions));
        else
          print(
            context,
            `Client Version: ${version}`,
            ...(server === undefined ? [] : [`Server Version: ${server.gitVersion}`]),
          );
        return exitCodes.done;
      }),
    );
}
