// Shim while scripts still call it by this name.
void import('./build.mjs')
