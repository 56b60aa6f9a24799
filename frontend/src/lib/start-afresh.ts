/** Opens an address as a new page: nothing that this one holds in memory comes along. */
export const startAfresh = (address: string): void => location.assign(address);
