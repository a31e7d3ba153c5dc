/** The checkout is in memory: its folders are there, and no link leads out of it. */
export const realpath = async (path: string) => path;
export const stat = async () => ({ isDirectory: () => true });
