#include <stdint.h>
#include <stdio.h>

#include "async.h"

static const char *py(bool b)
{
	return b ? "True" : "False";
}

static const char *table[6];
static int tabled;

struct player {
	const char *name;
	struct async_event *mine, *other;
};

static void *player(void *arg)
{
	const struct player *self = arg;
	for (int i = 0; i < 3; i++) {
		AWAIT(async_event_wait(self->mine));
		async_event_clear(self->mine);
		table[tabled++] = async_sprintf("%s%d", self->name, i);
		printf("%s %d\n", self->name, i);
		async_event_set(self->other);
	}
	return (void *)self->name;
}

struct account {
	int balance;
	struct async_condition *condition;
};

struct withdraw {
	struct account *account;
	const char *who;
	int amount;
};

static bool enough(void *arg)
{
	const struct withdraw *self = arg;
	return self->account->balance >= self->amount;
}

static void *withdraw(void *arg)
{
	struct withdraw *self = arg;
	struct account *account = self->account;
	ASYNC_WITH(account->condition);
	bool ok = AWAIT(async_condition_wait_for(account->condition, enough, self));
	account->balance -= self->amount;
	printf("%s took %d left %d %s\n", self->who, self->amount, account->balance, py(ok));
	if (account->balance > 0)
		async_condition_notify(account->condition, 1);
	return NULL;
}

ASYNC static int deposit(struct account *account, int amount)
{
	{
		ASYNC_WITH(account->condition);
		account->balance += amount;
		printf("deposited %d\n", amount);
		async_condition_notify(account->condition, 1);
	}
	printf("unlocked %s\n", py(async_condition_locked(account->condition)));
	return 0;
}

struct waiter {
	struct async_condition *condition;
	const char *name;
};

static void *waiter(void *arg)
{
	const struct waiter *self = arg;
	ASYNC_WITH(self->condition);
	EXCEPTION(e);
	TRY(async_condition_wait(self->condition));
	if (EXCEPT(CancelledError, e)) {
		printf("%s cancelled %s\n", self->name,
		       py(async_condition_locked(self->condition)));
		return async_reraise(e);
	}
	printf("%s woke %s\n", self->name, py(async_condition_locked(self->condition)));
	return (void *)self->name;
}

ASYNC static int play(void)
{
	struct async_event *ping = async_event(), *pong = async_event();
	struct async_task *a = async_create_task(player, "ping", ping, pong);
	struct async_task *b = async_create_task(player, "pong", pong, ping);
	async_event_set(ping);
	const char *r[2];
	AWAIT(async_gather(r, b, a));
	printf("['%s', '%s'] [", r[0], r[1]);
	for (int i = 0; i < tabled; i++)
		printf("%s'%s'", i ? ", " : "", table[i]);
	printf("] %s\n", py(async_event_is_set(ping)));
	return 0;
}

ASYNC static int bank(void)
{
	struct account account = { 0, async_condition(NULL) };
	struct async_task *takers[] = {
		async_create_task(withdraw, &account, "eve", 50),
		async_create_task(withdraw, &account, "dan", 20),
		async_create_task(withdraw, &account, "cat", 5),
	};
	AWAIT(async_sleep(0));
	static const int amounts[] = { 30, 1, 60 };
	for (int i = 0; i < 3; i++) {
		AWAIT(deposit(&account, amounts[i]));
		AWAIT(async_sleep(0.1));
	}
	printf("[%s, %s, %s]\n", py(async_task_done(takers[0])), py(async_task_done(takers[1])),
	       py(async_task_done(takers[2])));
	{
		ASYNC_WITH(account.condition);
		async_condition_notify_all(account.condition);
	}
	for (int i = 0; i < 3; i++)
		async_task_cancel(takers[i]);
	struct async_outcome o[3];
	AWAIT(async_gather_outcomes_array(o, takers, 3));
	putchar('[');
	for (int i = 0; i < 3; i++)
		printf("%s'%s'", i ? ", " : "",
		       o[i].exception ? o[i].exception->type->name : "NoneType");
	printf("] %d\n", account.balance);
	return 0;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(e);
	AWAIT(play());
	AWAIT(bank());
	struct async_condition *c = async_condition(NULL);
	struct async_task *ws[] = { async_create_task(waiter, c, "x"),
				    async_create_task(waiter, c, "y"),
				    async_create_task(waiter, c, "z") };
	AWAIT(async_sleep(0));
	{
		ASYNC_WITH(c);
		async_condition_notify(c, 2);
		async_task_cancel(ws[0]);
	}
	const char *r[2];
	AWAIT(async_wait_for(async_gather_future(r, ws[1], ws[2]), 1));
	printf("['%s', '%s']\n", r[0], r[1]);
	puts(py(async_task_cancelled(ws[0])));
	async_condition_notify(c, 1);
	if (EXCEPT(RuntimeError, e))
		puts(e->message);
	async_condition_release(c);
	if (EXCEPT(RuntimeError, e))
		puts(e->message);
	TRY(async_condition_wait(c));
	if (EXCEPT(RuntimeError, e))
		puts(e->message);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
