/** Entry point of the Jobs: runs clusterctl in the image's places. */
import { moverProcess } from './mover-process.ts';
import { terminationMessagePath } from './termination-message.ts';
import { repositoryFolder } from './unpack-repository.ts';

await moverProcess({
  clusterctl: '/usr/local/bin/clusterctl',
  repositoryFolder,
  terminationMessage: terminationMessagePath,
});
