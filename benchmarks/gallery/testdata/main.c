#include <stdio.h>
#include "laws.h"

int main(void) {
  const double in[3] = {1.0, 50.0, 0.1}; /* length, stiffness, stretch */
  double out[2];
  laws(in, out);
  printf("period %.3f s, energy %.3f J\n", out[0], out[1]);
  return laws_selftest() > 1e-9;
}
