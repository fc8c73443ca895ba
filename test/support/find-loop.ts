type Graph = ReadonlyMap<string, readonly string[]>;

/** Returns a loop as a path that ends where it starts, or `undefined` if there is none. */
export function findLoop(graph: Graph): readonly string[] | undefined {
  const finished = new Set<string>();
  const visit = (node: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (finished.has(node)) return undefined;
    for (const target of graph.get(node) ?? []) {
      const loop = visit(target, [...path, node]);
      if (loop !== undefined) return loop;
    }
    finished.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const loop = visit(node, []);
    if (loop !== undefined) return loop;
  }
  return undefined;
}
