/* feedback: the-promise-is-kept */
/* Leaves it to asyncio. */

const int schedule[] = { 0 };
