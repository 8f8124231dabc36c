// boost.context's fcontext, what its fibers and its coroutines are made of.

#include <boost/context/detail/fcontext.hpp>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "../seconds.h"
#include "stacks.h"

using namespace boost::context::detail;

static const int switches = 20000000;

static void yield_for_ever(transfer_t from)
{
	for (;;)
		from = jump_fcontext(from.fctx, nullptr);
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 2, rounds = switches / 2 / count;
	std::vector<fcontext_t> contexts;

	for (int i = 0; i < count; i++) {
		fcontext_t context = make_fcontext(stack_new(i), STACK_SIZE / 2, yield_for_ever);
		contexts.push_back(jump_fcontext(context, nullptr).fctx);
	}
	double began = seconds();
	for (int round = 0; round < rounds; round++)
		for (fcontext_t &context : contexts)
			context = jump_fcontext(context, nullptr).fctx;
	printf("time %.3f\n", (seconds() - began) * 1e9 / (2.0 * rounds * count));
	return 0;
}
