/** Entry point of recover: a human's own process, with a kubeconfig file or in a Pod. */
import { systemClock } from '../kube/clock.ts';
import { connect } from '../kube/connect.ts';
import { runRecover } from './recover.ts';

process.exitCode = await runRecover({
  argv: process.argv.slice(2),
  connect: (kubeconfig) => connect(kubeconfig === undefined ? 'in-cluster' : { kubeconfigFile: kubeconfig }),
  clock: systemClock,
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
