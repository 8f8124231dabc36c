# 3.13: a notified waiter that is cancelled wakes another
import asyncio


async def player(name, mine, other, table):
    for i in range(3):
        await mine.wait()
        mine.clear()
        table.append(f"{name}{i}")
        print(name, i)
        other.set()
    return name


class Account:
    def __init__(self):
        self.balance = 0
        self.condition = asyncio.Condition()

    async def withdraw(self, who, amount):
        async with self.condition:
            ok = await self.condition.wait_for(lambda: self.balance >= amount)
            self.balance -= amount
            print(who, "took", amount, "left", self.balance, ok)
            if self.balance > 0:
                self.condition.notify()

    async def deposit(self, amount):
        async with self.condition:
            self.balance += amount
            print("deposited", amount)
            self.condition.notify(1)
        print("unlocked", self.condition.locked())


async def waiter(condition, name):
    async with condition:
        try:
            await condition.wait()
            print(name, "woke", condition.locked())
        except asyncio.CancelledError:
            print(name, "cancelled", condition.locked())
            raise
    return name


async def main():
    table = []
    ping, pong = asyncio.Event(), asyncio.Event()
    a = asyncio.create_task(player("ping", ping, pong, table))
    b = asyncio.create_task(player("pong", pong, ping, table))
    ping.set()
    print(await asyncio.gather(b, a), table, ping.is_set())

    account = Account()
    takers = [asyncio.create_task(account.withdraw(n, m)) for n, m in (("eve", 50), ("dan", 20), ("cat", 5))]
    await asyncio.sleep(0)
    for amount in (30, 1, 60):
        await account.deposit(amount)
        await asyncio.sleep(0.1)
    print([t.done() for t in takers])
    async with account.condition:
        account.condition.notify_all()
    for t in takers:
        t.cancel()
    print([type(r).__name__ for r in await asyncio.gather(*takers, return_exceptions=True)], account.balance)

    c = asyncio.Condition()
    ws = [asyncio.create_task(waiter(c, n)) for n in "xyz"]
    await asyncio.sleep(0)
    async with c:
        c.notify(2)
        ws[0].cancel()
    print(await asyncio.wait_for(asyncio.gather(*ws[1:]), 1))
    print(ws[0].cancelled())
    for call in (c.notify, c.release, c.wait):
        try:
            if (r := call()) is not None:
                await r
        except RuntimeError as e:
            print(e)


asyncio.run(main())
