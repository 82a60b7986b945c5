export function withBuildLock<T>(target: string, work: () => Promise<T> | T): Promise<T>;
