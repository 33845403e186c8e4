// A mode that takes away what luck an extension, or the runtime, may have with moments: before each
// call of the API all that is dead is given back, and each Nth call begins with a collection of
// both worlds. `MOULT_STRESS=N` in the environment asks for it when libraries are opened; N+P has
// the first after P calls.
#ifndef MOULT_STRESS_H
#define MOULT_STRESS_H

namespace moult {

// N; 0 when nothing was asked for.
unsigned stress_period();
// Leads the functions of the API that an opened library imports through stubs.
void stress_library(void* lib);

}  // namespace moult

#endif
