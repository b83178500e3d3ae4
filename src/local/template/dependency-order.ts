/**
 * Stands in for CloudFormation's ordering of resources: everything comes after what it refers to.
 * Resources that do not depend on each other keep the order of the template.
 */

/** Orders names so that each follows its dependencies; throws `cycle(names)` when some depend on each other. */
export function dependencyOrder(
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
  cycle: (path: readonly string[]) => Error,
): string[] {
  const ordered = new Set<string>();
  const path: string[] = [];
  const visit = (name: string) => {
    if (ordered.has(name)) return;
    if (path.includes(name)) throw cycle([...path.slice(path.indexOf(name)), name]);
    path.push(name);
    for (const dependency of dependencies.get(name) ?? []) visit(dependency);
    path.pop();
    ordered.add(name);
  };
  for (const name of dependencies.keys()) visit(name);
  return [...ordered];
}
