/* The scene of exercises in which the learner writes main(), which the build has renamed to
 * exercise_main(). */

#include "record.h"

int exercise_main(int argc, char **argv);

int main(int argc, char **argv)
{
	int status = exercise_main(argc, argv);

	record_returned();
	return status;
}
