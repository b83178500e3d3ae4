/**
 * Brings the running stack to its templates whenever one of them changes, as `sam sync --watch` would; what queues hold stays.
 * It stands in for no AWS service. A template that cannot be deployed changes nothing: the terminal says why.
 */
import { messageOf } from '../domain/errors.ts';
import type { Deployed } from './deployment/index.ts';
import { createSourceWatch } from './source-watch.ts';

export interface TemplateWatch {
  /** Stops watching and waits for a deployment under way. */
  close(): Promise<void>;
}

/** Watches every template of a deployment; `onDeployed` gets each new one, one after another. */
export function watchTemplates(
  first: Deployed,
  onDeployed: (deployed: Deployed) => void | Promise<void>,
  warn: (line: string) => void,
): TemplateWatch {
  let current = first;
  let running = Promise.resolve();
  const redeploy = async () => {
    try {
      current = await current.redeploy();
      sources.follow('templates', current.files);
      await onDeployed(current);
      warn('The changed template is deployed.');
    } catch (error) {
      warn(`The changed template is not deployed, the stack stays as it was: ${messageOf(error)}`);
    }
  };
  const sources = createSourceWatch(() => {
    running = running.then(redeploy);
  });
  sources.follow('templates', current.files);
  return {
    async close() {
      sources.close();
      await running;
    },
  };
}
