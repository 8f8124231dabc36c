#include "axis.h"

#include <math.h>

double axis_step(double length, int most)
{
	double step = pow(10, floor(log10(length / most)));

	for (int i = 0; length / step > most; i++)
		step *= i % 3 == 1 ? 2.5 : 2;
	return step;
}
