/* feedback: the-promise-is-kept */
/* Lets Cem come before Ben, which changes nothing: both look when Ada has paid. */

const int schedule[] = { 1, 4 };
