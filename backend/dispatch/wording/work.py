"""The words of the work on reports: dialogs, undoing, approvals, reports phoned in."""

from backend.core.language import Text

WORDS: dict[str, Text] = {
    "command_assign": Text(pl="Przydziel ekipie", en="Assign to a crew", uk="Призначити бригаді"),
    "command_status": Text(pl="Zmień status", en="Change the status", uk="Змінити статус"),
    "command_comment": Text(pl="Skomentuj", en="Comment", uk="Прокоментувати"),
    "command_priority": Text(
        pl="Zmień pilność", en="Change the priority", uk="Змінити терміновість"
    ),
    "command_service": Text(
        pl="Zmień rodzaj usterki", en="Change the kind of defect", uk="Змінити вид несправності"
    ),
    "command_visibility": Text(
        pl="Zmień widoczność", en="Change the visibility", uk="Змінити видимість"
    ),
    "command_unmerge": Text(
        pl="Rozłącz zgłoszenia", en="Separate joined reports", uk="Роз’єднати звернення"
    ),
    "command_forward": Text(
        pl="Przekaż innemu zarządcy",
        en="Pass on to another manager",
        uk="Передати іншому управителю",
    ),
    "command_answer": Text(
        pl="Zapisz odpowiedź zarządcy",
        en="Record the manager's answer",
        uk="Записати відповідь управителя",
    ),
    "command_take_back": Text(pl="Przyjmij z powrotem", en="Take it back", uk="Прийняти назад"),
    "command_publish_text": Text(
        pl="Treść na stronie publicznej",
        en="Text on the public page",
        uk="Текст на публічній сторінці",
    ),
    "command_boxes": Text(
        pl="Zasłoń fragmenty zdjęcia", en="Hide parts of a photo", uk="Приховати частини фото"
    ),
    "command_approvals": Text(pl="Do zatwierdzenia", en="For approval", uk="На затвердження"),
    "command_phone_in": Text(
        pl="Przyjmij zgłoszenie telefoniczne",
        en="Take a report by phone",
        uk="Прийняти звернення телефоном",
    ),
    "command_undo": Text(
        pl="Cofnij ostatnią zmianę", en="Undo the last change", uk="Скасувати останню зміну"
    ),
    "close": Text(pl="Zamknij", en="Close", uk="Закрити"),
    "cancel": Text(pl="Anuluj", en="Cancel", uk="Скасувати"),
    "save": Text(pl="Zapisz", en="Save", uk="Зберегти"),
    "sending": Text(pl="Wysyłanie…", en="Sending…", uk="Надсилання…"),
    "none_selected": Text(
        pl="Najpierw wybierz zgłoszenie z listy.",
        en="First choose a report from the list.",
        uk="Спершу виберіть звернення зі списку.",
    ),
    "not_now": Text(
        pl="Tego nie można teraz zrobić z tym zgłoszeniem.",
        en="This cannot be done with this report now.",
        uk="Цього зараз не можна зробити з цим зверненням.",
    ),
    "dialog_failed": Text(
        pl="Nie udało się otworzyć okna. Spróbuj jeszcze raz.",
        en="The window could not be opened. Try again.",
        uk="Не вдалося відкрити вікно. Спробуйте ще раз.",
    ),
    "lost": Text(
        pl="Nie ma połączenia. Nic nie przepadło: gdy wróci, wyślij jeszcze raz.",
        en="There is no connection. Nothing is lost: send it again when it is back.",
        uk="Немає з’єднання. Нічого не втрачено: надішліть ще раз, коли воно відновиться.",
    ),
    "logged_out": Text(
        pl="Zalogowano Cię zbyt dawno. Zaloguj się w drugim oknie i wyślij jeszcze raz.",
        en="You are no longer logged in. Log in in another window and send it again.",
        uk="Сеанс завершився. Увійдіть в іншому вікні й надішліть ще раз.",
    ),
    "failed": Text(
        pl="Nie udało się tego zapisać.",
        en="This could not be saved.",
        uk="Не вдалося це зберегти.",
    ),
    "conflict": Text(
        pl="Ktoś zmienił to zgłoszenie, gdy było u Ciebie otwarte.",
        en="Somebody changed this report while you had it open.",
        uk="Хтось змінив це звернення, поки воно було у вас відкрите.",
    ),
    "conflict_status": Text(pl="Teraz: {status}", en="Now: {status}", uk="Тепер: {status}"),
    "go_on": Text(pl="Mimo to zapisz", en="Save all the same", uk="Усе одно зберегти"),
    "saved": Text(pl="Zapisano.", en="Saved.", uk="Збережено."),
    "assigned_to": Text(pl="Przydzielono: {crew}", en="Assigned: {crew}", uk="Призначено: {crew}"),
    "many_assigned": Text(
        pl="Przydzielono zgłoszenia: {count}",
        en="Reports assigned: {count}",
        uk="Призначено звернень: {count}",
    ),
    "changed_to": Text(
        pl="Zmieniono status: {status}",
        en="Status changed: {status}",
        uk="Статус змінено: {status}",
    ),
    "many_changed": Text(
        pl="Zmieniono zgłoszenia: {count}",
        en="Reports changed: {count}",
        uk="Змінено звернень: {count}",
    ),
    "undo": Text(pl="Cofnij", en="Undo", uk="Скасувати"),
    "undone": Text(pl="Cofnięto.", en="Undone.", uk="Скасовано."),
    "nothing_to_undo": Text(
        pl="Nie ma czego cofać.", en="There is nothing to undo.", uk="Нема чого скасовувати."
    ),
    "not_undone": Text(
        pl="Nie udało się cofnąć: {numbers}. {why}",
        en="Could not be undone: {numbers}. {why}",
        uk="Не вдалося скасувати: {numbers}. {why}",
    ),
    "why_changed": Text(
        pl="Ktoś zmienił to w międzyczasie.",
        en="Somebody has changed it meanwhile.",
        uk="Хтось змінив це тим часом.",
    ),
    "why_no_way": Text(
        pl="Z tego statusu nie ma powrotu.",
        en="There is no way back from this status.",
        uk="З цього статусу немає повернення.",
    ),
    "some_failed": Text(
        pl="Nie zmieniono żadnego, bo tych nie można zmienić:",
        en="None was changed, because these cannot be:",
        uk="Не змінено жодного, бо ці не можна змінити:",
    ),
    "leave_out": Text(
        pl="Pomiń je i zmień pozostałe",
        en="Leave them out and change the others",
        uk="Пропустити їх і змінити решту",
    ),
    "chosen_count": Text(pl="Zaznaczone: {count}", en="Chosen: {count}", uk="Вибрано: {count}"),
    "assign": Text(pl="Przydziel", en="Assign", uk="Призначити"),
    "plan_or_change": Text(
        pl="Zaplanuj lub zmień", en="Plan or change", uk="Запланувати чи змінити"
    ),
    "choose_none": Text(pl="Odznacz wszystkie", en="Choose none", uk="Зняти вибір"),
    "too_many": Text(
        pl="Naraz można zmienić najwyżej {count}.",
        en="At most {count} can be changed at once.",
        uk="Одночасно можна змінити щонайбільше {count}.",
    ),
    "assign_title": Text(pl="Przydziel ekipie", en="Assign to a crew", uk="Призначити бригаді"),
    "suggested": Text(pl="Według trasy", en="By the route", uk="За маршрутом"),
    "current": Text(pl="Teraz", en="Now", uk="Зараз"),
    "crew": Text(pl="Ekipa", en="Crew", uk="Бригада"),
    "no_crews": Text(
        pl="Ten urząd nie ma ekip.", en="This office has no crews.", uk="Ця установа не має бригад."
    ),
    "comment_for_all": Text(
        pl="Słowa dla mieszkańca (publiczne)",
        en="Words for the resident (public)",
        uk="Слова для мешканця (публічні)",
    ),
    "comment_for_all_hint": Text(
        pl="Przeczyta je każdy, kto widzi zgłoszenie.",
        en="Everybody reads them who sees the report.",
        uk="Їх прочитає кожен, хто бачить звернення.",
    ),
    "explanation_hint": Text(
        pl="Przy zamknięciu bez naprawy potrzebne jest wyjaśnienie.",
        en="A closing without repair needs an explanation.",
        uk="Закриття без ремонту потребує пояснення.",
    ),
    "status_title": Text(pl="Zmień status", en="Change the status", uk="Змінити статус"),
    "new_status": Text(pl="Nowy status", en="New status", uk="Новий статус"),
    "now_status": Text(pl="Teraz: ", en="Now: ", uk="Зараз: "),
    "no_status": Text(
        pl="Tego zgłoszenia nie możesz teraz zmienić.",
        en="You cannot change this report now.",
        uk="Ви не можете зараз змінити це звернення.",
    ),
    "day_of_repair": Text(pl="Dzień naprawy", en="Day of the repair", uk="День ремонту"),
    "optional": Text(pl="nieobowiązkowe", en="optional", uk="необов’язково"),
    "reason_why": Text(pl="Dlaczego bez naprawy?", en="Why no repair?", uk="Чому без ремонту?"),
    "choose_reason": Text(pl="Wybierz powód", en="Choose a reason", uk="Виберіть причину"),
    "reply": Text(pl="Gotowa odpowiedź", en="Ready-made reply", uk="Готова відповідь"),
    "no_reply": Text(pl="własne słowa", en="own words", uk="власні слова"),
    "reply_language": Text(pl="Język odpowiedzi", en="Language of the reply", uk="Мова відповіді"),
    "preview": Text(
        pl="Co przeczyta mieszkaniec", en="What the resident will read", uk="Що прочитає мешканець"
    ),
    "preview_failed": Text(
        pl="Podglądu teraz nie ma.", en="There is no preview now.", uk="Перегляду зараз немає."
    ),
    "comment_title": Text(pl="Skomentuj", en="Comment", uk="Прокоментувати"),
    "text": Text(pl="Tekst", en="Text", uk="Текст"),
    "who_reads": Text(pl="Kto to przeczyta?", en="Who will read it?", uk="Хто це прочитає?"),
    "audience_internal": Text(
        pl="Urząd i ekipa", en="The office and the crew", uk="Установа та бригада"
    ),
    "audience_reporter": Text(
        pl="Także osoba zgłaszająca", en="The reporter as well", uk="Також заявник"
    ),
    "audience_public": Text(pl="Wszyscy", en="Everybody", uk="Усі"),
    "service_title": Text(
        pl="Zmień rodzaj usterki", en="Change the kind of defect", uk="Змінити вид несправності"
    ),
    "service": Text(pl="Rodzaj usterki", en="Kind of defect", uk="Вид несправності"),
    "service_search": Text(pl="Szukaj rodzaju", en="Search kinds", uk="Пошук виду"),
    "service_hint": Text(
        pl="Wpisz część nazwy i wybierz strzałkami.",
        en="Type a part of the name and choose with the arrows.",
        uk="Введіть частину назви й виберіть стрілками.",
    ),
    "goes_to": Text(
        pl="Zgłoszenie trafi do", en="The report will go to", uk="Звернення потрапить до"
    ),
    "goes_nowhere": Text(
        pl="Tu nikt go nie obsłuży.",
        en="Nobody deals with it here.",
        uk="Тут ним ніхто не займається.",
    ),
    "waits_for_dispatcher": Text(
        pl="czeka na dyspozytora", en="waits for a dispatcher", uk="чекає на диспетчера"
    ),
    "priority_title": Text(pl="Zmień pilność", en="Change the priority", uk="Змінити терміновість"),
    "visibility_title": Text(
        pl="Kto widzi zgłoszenie", en="Who sees the report", uk="Хто бачить звернення"
    ),
    "forward_title": Text(
        pl="Przekaż innemu zarządcy",
        en="Pass on to another manager",
        uk="Передати іншому управителю",
    ),
    "forward_to": Text(pl="Komu", en="To whom", uk="Кому"),
    "forward_found": Text(
        pl="Zarządca według trasy", en="The manager by the route", uk="Управитель за маршрутом"
    ),
    "forward_other": Text(pl="Inny zarządca", en="Another manager", uk="Інший управитель"),
    "forward_search": Text(pl="Szukaj zarządcy", en="Search managers", uk="Пошук управителя"),
    "how": Text(pl="W jaki sposób?", en="How?", uk="Як?"),
    "how_email": Text(
        pl="E-mailem: wyślemy pakiet z mapą, opisem i zdjęciami",
        en="By e-mail: a packet with map, text and photos is sent",
        uk="Ел. поштою: надішлемо пакет із картою, описом і фото",
    ),
    "how_by_hand": Text(
        pl="Poza systemem: pismem lub telefonem",
        en="By hand: a letter or a call",
        uk="Поза системою: листом або телефоном",
    ),
    "note": Text(
        pl="Dopisek dla zarządcy", en="Note for the manager", uk="Примітка для управителя"
    ),
    "forward_button": Text(pl="Przekaż", en="Pass on", uk="Передати"),
    "answer_title": Text(
        pl="Odpowiedź zarządcy", en="The manager's answer", uk="Відповідь управителя"
    ),
    "reference": Text(pl="Znak sprawy", en="Their reference", uk="Номер справи"),
    "answer_text": Text(pl="Co odpowiedział?", en="What did they answer?", uk="Що відповіли?"),
    "unmerge_title": Text(
        pl="Rozłącz zgłoszenia", en="Separate the reports", uk="Роз’єднати звернення"
    ),
    "unmerge_text": Text(
        pl="Zgłoszenie znów będzie osobne, ze statusem sprzed połączenia.",
        en="The report will be by itself again, with its status of before.",
        uk="Звернення знову буде окремим, зі статусом до об’єднання.",
    ),
    "unmerge_button": Text(pl="Rozłącz", en="Separate", uk="Роз’єднати"),
    "text_title": Text(
        pl="Treść na stronie publicznej",
        en="Text on the public page",
        uk="Текст на публічній сторінці",
    ),
    "text_hint": Text(
        pl="Zmień tu tylko to, czego wszyscy czytać nie powinni. Oryginał zostaje w urzędzie.",
        en="Change only what not everybody should read. The office keeps the original.",
        uk="Змініть лише те, чого не мають читати всі. Оригінал залишається в установі.",
    ),
    "description": Text(pl="Opis", en="Description", uk="Опис"),
    "address": Text(pl="Adres", en="Address", uk="Адреса"),
    "publish": Text(pl="Opublikuj", en="Publish", uk="Опублікувати"),
    "hide": Text(pl="Ukryj", en="Hide", uk="Приховати"),
    "approve": Text(pl="Zatwierdź", en="Approve", uk="Затвердити"),
    "boxes_title": Text(
        pl="Co zasłonić na zdjęciu", en="What to hide in the photo", uk="Що приховати на фото"
    ),
    "boxes_help": Text(
        pl="Rysuj myszą. Klawiatura: N nowy prostokąt, Tab wybór, strzałki "
        "przesuwają, Shift i strzałki zmieniają rozmiar, Delete usuwa.",
        en="Draw with the mouse. Keyboard: N new box, Tab to choose, arrows move, "
        "Shift and arrows resize, Delete removes.",
        uk="Малюйте мишею. Клавіатура: N новий прямокутник, Tab вибір, стрілки "
        "рухають, Shift і стрілки змінюють розмір, Delete видаляє.",
    ),
    "box": Text(
        pl="Zasłonięty fragment {number} z {count}",
        en="Hidden part {number} of {count}",
        uk="Прихована частина {number} з {count}",
    ),
    "box_new": Text(pl="Dodaj prostokąt", en="Add a box", uk="Додати прямокутник"),
    "box_remove": Text(pl="Usuń prostokąt", en="Remove the box", uk="Видалити прямокутник"),
    "box_removed": Text(pl="Usunięto prostokąt.", en="Box removed.", uk="Прямокутник видалено."),
    "box_proposed": Text(
        pl="Użyj propozycji ({count})",
        en="Use the proposals ({count})",
        uk="Використати пропозиції ({count})",
    ),
    "box_preview": Text(
        pl="Pokaż, co zobaczą inni", en="Show what others will see", uk="Показати, що побачать інші"
    ),
    "photo_publish": Text(pl="Opublikuj zdjęcie", en="Publish the photo", uk="Опублікувати фото"),
    "photo_hide": Text(pl="Nie publikuj", en="Do not publish", uk="Не публікувати"),
    "photo_alt": Text(
        pl="Zdjęcie zgłoszenia {number}",
        en="Photo of report {number}",
        uk="Фото звернення {number}",
    ),
    "photo_failed": Text(
        pl="Zdjęcia nie udało się wczytać.",
        en="The photo could not be loaded.",
        uk="Не вдалося завантажити фото.",
    ),
    "no_photo": Text(
        pl="To zgłoszenie nie ma gotowych zdjęć.",
        en="This report has no photos that are ready.",
        uk="Це звернення не має готових фото.",
    ),
    "published": Text(pl="Opublikowano.", en="Published.", uk="Опубліковано."),
    "is_hidden": Text(pl="Ukryto.", en="Hidden.", uk="Приховано."),
    "approvals_title": Text(pl="Do zatwierdzenia", en="For approval", uk="На затвердження"),
    "approvals_help": Text(
        pl="A zatwierdza, H ukrywa, B zasłania fragmenty, J i K przechodzą dalej i wstecz.",
        en="A approves, H hides, B hides parts, J and K go on and back.",
        uk="A затверджує, H приховує, B приховує частини, J і K — далі й назад.",
    ),
    "approvals_empty": Text(
        pl="Nic nie czeka na zatwierdzenie.",
        en="Nothing waits for approval.",
        uk="Ніщо не чекає на затвердження.",
    ),
    "approvals_empty_hint": Text(
        pl="Nowe opisy i zdjęcia pojawią się tutaj.",
        en="New texts and photos will appear here.",
        uk="Нові описи й фото з’являться тут.",
    ),
    "approvals_more": Text(pl="Pokaż następne", en="Show the next ones", uk="Показати наступні"),
    "approval_keys": Text(
        pl="Skróty jednym klawiszem", en="Single-key shortcuts", uk="Скорочення однією клавішею"
    ),
    "item_text": Text(pl="Opis", en="Text", uk="Опис"),
    "item_photo": Text(pl="Zdjęcie", en="Photo", uk="Фото"),
    "back_to_desk": Text(pl="Pulpit", en="The desk", uk="Робоче місце"),
    "phone_title": Text(
        pl="Zgłoszenie przyjęte w urzędzie",
        en="A report taken in by the office",
        uk="Звернення, прийняте в установі",
    ),
    "came_by": Text(pl="Jak przyszło?", en="How did it come?", uk="Як надійшло?"),
    "source_phone": Text(pl="telefon", en="telephone", uk="телефон"),
    "source_desk": Text(pl="osobiście", en="in person", uk="особисто"),
    "source_letter": Text(pl="list", en="letter", uk="лист"),
    "source_inspection": Text(pl="objazd", en="inspection", uk="обстеження"),
    "place": Text(pl="Miejsce", en="Place", uk="Місце"),
    "place_search": Text(pl="Adres lub ulica", en="Address or street", uk="Адреса або вулиця"),
    "place_hint": Text(
        pl="Wpisz ulicę i numer, wybierz strzałkami.",
        en="Type street and number, choose with the arrows.",
        uk="Введіть вулицю й номер, виберіть стрілками.",
    ),
    "place_pick": Text(pl="Wskaż na mapie", en="Pick on the map", uk="Вказати на карті"),
    "place_coordinates": Text(
        pl="Współrzędne (długość, szerokość)",
        en="Coordinates (longitude, latitude)",
        uk="Координати (довгота, широта)",
    ),
    "place_chosen": Text(
        pl="Wybrane miejsce: {place}", en="Place chosen: {place}", uk="Вибране місце: {place}"
    ),
    "place_wanted": Text(
        pl="Najpierw wskaż miejsce.", en="First say where it is.", uk="Спершу вкажіть місце."
    ),
    "service_wanted": Text(
        pl="Wybierz rodzaj usterki.",
        en="Choose the kind of defect.",
        uk="Виберіть вид несправності.",
    ),
    "found_count": Text(pl="Znaleziono: {count}", en="Found: {count}", uk="Знайдено: {count}"),
    "found_none": Text(pl="Nic nie znaleziono.", en="Nothing found.", uk="Нічого не знайдено."),
    "what": Text(pl="Co się stało", en="What is wrong", uk="Що сталося"),
    "similar": Text(pl="Podobne w pobliżu", en="Similar ones nearby", uk="Схожі поблизу"),
    "similar_none": Text(
        pl="W pobliżu nie ma podobnych.",
        en="There are no similar ones nearby.",
        uk="Поблизу схожих немає.",
    ),
    "similar_join": Text(
        pl="Zapisz i dołącz do {number}",
        en="Save and join to {number}",
        uk="Зберегти й приєднати до {number}",
    ),
    "similar_away": Text(pl="{metres} m stąd", en="{metres} m away", uk="за {metres} м"),
    "caller": Text(pl="Kontakt do osoby", en="How to reach the person", uk="Контакт з особою"),
    "contact_name": Text(pl="Imię i nazwisko", en="Name", uk="Ім’я та прізвище"),
    "contact_phone": Text(pl="Telefon", en="Telephone", uk="Телефон"),
    "contact_email": Text(pl="E-mail", en="E-mail", uk="E-mail"),
    "take_in": Text(pl="Przyjmij zgłoszenie", en="Take the report in", uk="Прийняти звернення"),
    "taken_in": Text(
        pl="Przyjęto zgłoszenie {number}",
        en="Report {number} is taken in",
        uk="Прийнято звернення {number}",
    ),
    "secret": Text(pl="Hasło do zgłoszenia", en="Secret of the report", uk="Пароль до звернення"),
    "read_out": Text(pl="Odczytaj osobie", en="Read out to the person", uk="Зачитайте особі"),
    "another": Text(pl="Następne zgłoszenie", en="Another report", uk="Наступне звернення"),
    "stop": Text(
        pl="Tego tu nie przyjmujemy", en="This is not taken in here", uk="Це тут не приймається"
    ),
    "join_failed": Text(
        pl="Zgłoszenie przyjęto, ale nie udało się go dołączyć.",
        en="The report is taken in, but could not be joined.",
        uk="Звернення прийнято, але не вдалося приєднати.",
    ),
}
