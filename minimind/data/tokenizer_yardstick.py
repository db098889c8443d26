"""A short text in each language on which every tokenizer is measured, written for this purpose.

Too short for exact figures, but the same for all: where a tokenizer came from does not matter.
"""

from __future__ import annotations

YARDSTICK: dict[str, tuple[str, ...]] = {
    "en": (
        "The library on the corner opens at nine. On rainy mornings a few students already wait "
        "under the roof, because the seats beside the tall windows are gone within ten minutes.",
        "How do I keep bread fresh for a week? Cut it, wrap the slices well and put them into the "
        "freezer; a minute in the toaster is enough to bring one back.",
        "She had promised to write every month, and at first she did. Later the letters grew "
        "shorter, then they stopped, and nobody in the village could say where she lived.",
        "The city council decided on Tuesday to close two streets to cars. Shop owners had feared "
        "fewer customers, but a trial last summer brought more people into the old town than "
        "before.",
        "Water boils at a lower temperature on a mountain, since the air above presses less. "
        "That is why potatoes take longer to cook up there, although the pot bubbles sooner.",
        "I'm sorry, I can't open that file. Could you check whether its name is spelled correctly "
        "and send it again?",
        "A train leaves at 14:05 and arrives at 16:50, so the journey takes 2 hours and 45 "
        "minutes. If it were 15 minutes faster, it would need two and a half hours.",
        "To sort a list, compare neighbours and swap them when they stand in the wrong order. "
        "Repeat this until a whole pass changes nothing.",
        "Our grandparents repaired radios, shoes and chairs; we throw them away. A small workshop "
        "in our street shows every Saturday how easily many things can be mended.",
        "Thank you for your message. We have received your order and will send it tomorrow. If "
        "anything is missing, please tell us within fourteen days.",
    ),
    "zh": (
        "街角的图书馆九点开门。下雨的早晨，总有几个学生早早站在屋檐下，因为靠窗的座位十分钟之内就会坐满。",
        "面包怎样才能放一个星期？把它切成片，包好放进冷冻室，吃的时候用烤面包机热一分钟就行了。",
        "她答应每个月写一封信，开始也确实写了。后来信越来越短，再后来就没有了，村里谁也说不清她住在哪里。",
        "市议会星期二决定，两条街道不再允许汽车通行。商店的老板原来担心顾客会减少，"
        "可是去年夏天试行的时候，来老城的人反而比以前更多。",
        "山上的气压比较低，所以水的沸点也低。虽然锅里的水开得更早，土豆却要煮更长的时间。",
        "很抱歉，我打不开这个文件。请检查一下文件名是否正确，然后再发一次，好吗？",
        "火车14:05出发，16:50到达，所以路上需要2小时45分钟。如果快15分钟，就只要两个半小时。",
        "给一个列表排序的方法是：比较相邻的两个数，顺序不对就交换，直到一整遍都没有变化为止。",
        "我们的祖父母会修收音机、鞋子和椅子，我们却把它们扔掉。街上有一家小作坊，"
        "每个星期六都教大家，很多东西其实很容易修好。",
        "感谢您的来信。我们已经收到您的订单，明天就会发货。如果缺少什么，请在十四天之内告诉我们。",
    ),
}
