/** A GB and a MB as AWS's price pages mean them, in bytes. */
export const GB = 1024 ** 3;
export const MB = 1024 ** 2;
