/** watch: shows a pivot live until it is over. */
import { Command } from 'commander';
import { type Context, runs } from '../context.ts';
import { addWatchFlags } from '../flags.ts';
import { pivotNamed, withSource } from '../source.ts';
import { notSilently } from '../watch/not-silently.ts';
import { type WatchFlags, watchPivot } from '../watch/watch-pivot.ts';

export function watchCommand(context: Context): Command {
  const command = new Command('watch')
    .description('show a pivot live until it is over')
    .argument('[name]', 'the ClusterPivot; else the only one of the namespace');
  return addWatchFlags(command).action(
    runs<WatchFlags>(context, async (flags, given) =>
      withSource(context, flags, async (source) => {
        // A name needs no look before: the picture says at once when nothing answers.
        const name = given ?? (await notSilently(context, source, pivotNamed(source, undefined))).metadata.name;
        return watchPivot(context, { source, name, flags, wanted: 'completed' });
      }),
    ),
  );
}
