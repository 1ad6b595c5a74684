# Polish. See en.ftl for what each text is and for the values. Forms that would tell women from men are avoided.

title-problem = Błąd: { $title }

approving = Zatwierdzasz
approve-amount = Kwota
approve-payee = Odbiorca

continue = Dalej
approve = Zatwierdź
cancel = Anuluj i wróć
support = Pomoc
another-way = Użyj innego sposobu
back = Wstecz
copy = Kopiuj
copied = Skopiowano
remember =
    { $days ->
        [one] Nie pytaj w tej przeglądarce przez { $days } dzień
        [few] Nie pytaj w tej przeglądarce przez { $days } dni
        [many] Nie pytaj w tej przeglądarce przez { $days } dni
       *[other] Nie pytaj w tej przeglądarce przez { $days } dnia
    }
remember-about = Tylko na własnym urządzeniu.

method-phone = Telefon
method-sms = SMS
method-call = Połączenie telefoniczne
method-email = E-mail
method-authenticator = Aplikacja uwierzytelniająca
method-passkey = Klucz dostępu
method-token = Token sprzętowy
method-push = Aplikacja na urządzeniu
method-recovery = Kod odzyskiwania

about-phone = Kod przez SMS lub telefon
about-sms = Kod w wiadomości SMS
about-call = Połączenie, w którym usłyszysz kod
about-email = Kod w wiadomości e-mail
about-authenticator = Kod z aplikacji, także bez sieci
about-passkey = Odcisk palca, twarz, blokada ekranu lub klucz bezpieczeństwa
about-token = Kod z małego urządzenia
about-push = Odpowiedź na pytanie w telefonie
about-recovery = Jeden z zachowanych kodów

choose-first-title = Dodaj drugi krok
choose-first = Chroń swoje konto jeszcze jednym sposobem potwierdzenia, że to Ty.
choose-add-title = Dodaj kolejną metodę
choose-add = Mając dwie metody, wejdziesz także wtedy, gdy jedną utracisz.
choose-another-title = Wybierz inny sposób
choose-another = Jak chcesz potwierdzić, że to Ty?

phone-title = Dodaj telefon
phone = Wyślemy kod, aby sprawdzić numer.
phone-label = Numer telefonu
phone-hint = Z numerem kierunkowym kraju, na przykład +48 512 345 678
email-title = Dodaj adres e-mail
email = Wyślemy kod, aby sprawdzić adres.
email-label = Adres e-mail
get-sms = Wyślij kod SMS-em
get-call = Zadzwoń z kodem
get-email = Wyślij kod e-mailem

send-title = Potwierdź, że to Ty
send = Wyślemy kod na { $to }.

code-title = Wpisz kod
code-sms = Wysłaliśmy SMS z kodem na { $to }.
code-call = Dzwonimy na { $to }, aby podać kod.
code-email = Wysłaliśmy e-mail z kodem na { $to }. Może to potrwać minutę; sprawdź też folder ze spamem.
code-app = Otwórz aplikację uwierzytelniającą. Pokaże kod.
code-app-named = Otwórz { $name }. Tam jest kod.
code-token = Kod widać na tokenie sprzętowym.
code-token-named = Kod pokazuje { $name }.
code-label = Kod ({ $digits } cyfr)
code-again = Wyślij ponownie
code-again-call = Zadzwoń ponownie
code-sms-instead = Wolę SMS
code-call-instead = Wolę telefon
code-change-phone = Zmień numer
code-change-email = Zmień adres
wait = Kolejny kod będzie można zamówić za { $time }.
wait-over = Można już zamówić kolejny kod.

authenticator-title = Skonfiguruj aplikację uwierzytelniającą
authenticator-scan = Zeskanuj to aplikacją
authenticator-any = Wystarczy dowolna aplikacja do kodów jednorazowych.
authenticator-qr = Kod QR dla aplikacji uwierzytelniającej
authenticator-open = Otwórz w aplikacji na tym urządzeniu
authenticator-typed = Nie można zeskanować?
authenticator-type = Wpisz ten klucz w aplikacji:
authenticator-code = Wpisz kod, który pokazuje aplikacja

passkey-make-title = Utwórz klucz dostępu
passkey-make = Urządzenie poprosi o odcisk palca, twarz lub blokadę ekranu. Klucz bezpieczeństwa też wystarczy.
passkey-make-button = Utwórz klucz dostępu
passkey-use-title = Użyj klucza dostępu
passkey-use = Urządzenie poprosi o odcisk palca, twarz lub blokadę ekranu albo o klucz bezpieczeństwa.
passkey-use-button = Użyj klucza dostępu
passkey-field = Albo wybierz go tutaj z podpowiedzi
passkey-script = Klucze dostępu wymagają JavaScriptu. Włącz go dla tej strony lub wybierz inny sposób.
passkey-unable = Ta przeglądarka nie obsługuje kluczy dostępu. Użyj innej przeglądarki lub wybierz inny sposób.
passkey-waiting = Przeglądarka właśnie o to pyta.

token-title = Dodaj token sprzętowy
token = Wpisz numer seryjny z tyłu tokena, a potem dwa kody, jeden po drugim.
token-serial = Numer seryjny
token-code = Kod widoczny teraz
token-next = Kod widoczny potem
token-next-about = Poczekaj, aż kod się zmieni, lub jeszcze raz naciśnij przycisk.

ask = Zapytamy na Twoim urządzeniu. Miej je pod ręką.
ask-named = Zapytamy na urządzeniu { $name }. Miej je pod ręką.
ask-button = Zapytaj na moim urządzeniu

push-title = Odpowiedz na swoim urządzeniu
push = Pytanie jest na Twoim urządzeniu. Otwórz tam aplikację.
push-named = Pytanie jest na urządzeniu { $name }. Otwórz tam aplikację.
push-number = Liczba na urządzeniu
push-hint = Potwierdź tam, a potem wpisz liczbę, którą pokazuje.
push-again = Zapytaj ponownie
wait-push = Ponownie będzie można zapytać za { $time }.
wait-push-over = Można już zapytać ponownie.

device-title = Połącz swoje urządzenie
device-scan = Zeskanuj to aplikacją na swoim urządzeniu.
device-qr = Kod QR dla aplikacji na Twoim urządzeniu
device-copy = Otwórz ten link na urządzeniu:
device-waiting = Czekamy na Twoje urządzenie
device-connected = Twoje urządzenie jest połączone.
device-over = Ten kod był otwarty zbyt długo. Nikt nie może go już użyć.
device-again = Pokaż nowy

codes-title = Zachowaj kody odzyskiwania
codes = Każdy wpuści Cię jeden raz, gdy utracisz wszystko inne. Nikt nie pokaże ich ponownie: trzymaj je w bezpiecznym miejscu, i nie tylko na tym urządzeniu.
codes-list = Kody odzyskiwania
codes-download = Pobierz
codes-print = Drukuj
codes-file = Kody odzyskiwania { $name }. Każdy działa jeden raz.
codes-saved = Kody są zachowane
recovery-title = Użyj kodu odzyskiwania
recovery = Wpisz jeden z zachowanych kodów. Każdy działa jeden raz.
recovery-label = Kod odzyskiwania

methods-title = Jak potwierdzasz, że to Ty
methods = Każda z tych metod Cię wpuści.
methods-two = Aby wejść, potrzebujesz dwóch z tych metod.
methods-none = Nic jeszcze nie jest skonfigurowane.
methods-codes = Kody odzyskiwania
methods-codes-left =
    { $left ->
        [0] Nie został żaden
        [one] Został { $left }
        [few] Zostały { $left }
        [many] Zostało { $left }
       *[other] Zostało { $left }
    }
methods-codes-new = Utwórz nowe
methods-browsers = Przeglądarki, w których nie pytamy
methods-add = Dodaj kolejną metodę
methods-finish = Gotowe
added = Dodano { $day }
used = Ostatnio użyto { $day }
used-this = Ta przeglądarka, ostatnio użyto { $day }
rename = Zmień nazwę
rename-what = Zmień nazwę: { $what }
remove = Usuń
remove-what = Usuń: { $what }
forget = Zapomnij
forget-what = Zapomnij: { $what }

remove-title = Usunąć: { $what }?
remove-about = Ta metoda nie będzie już Cię wpuszczać.
remove-yes = Usuń
remove-no = Zachowaj
remove-last-title = To Twoja jedyna metoda
remove-last = Najpierw dodaj inną. Potem można usunąć tę bez ryzyka utraty dostępu.
rename-title = Zmień nazwę: { $what }
rename-label = Nazwa
rename-about = Aby odróżnić ją od innych: „Telefon służbowy”.
rename-save = Zapisz

end-expired-title = Ta strona wygasła
end-expired = Dla bezpieczeństwa była otwarta tylko przez krótki czas. Wróć i zacznij od nowa.
end-used-title = Ten link był już użyty
end-used = To, do czego służył, jest zakończone. Jeśli potrzebujesz tego ponownie, wróć i zacznij od nowa.
end-elsewhere-title = Otwarte w innej przeglądarce
end-elsewhere = Zaczęło się w innej przeglądarce lub w oknie prywatnym. Kontynuuj tam albo wróć i zacznij tutaj od nowa.
end-unknown-title = Ten link nie działa
end-unknown = Być może brakuje jego części. Wróć tam, skąd prowadził, i zacznij od nowa.
end-cookies-title = Przeglądarka blokuje pliki cookie
end-cookies = Potrzebny jest jeden, dopóki ta strona jest otwarta, aby było wiadomo, że to nadal Ty. Zezwól tej stronie na pliki cookie i spróbuj ponownie.
end-too-many-title = Zbyt wiele prób
end-too-many = Aby nikt inny nie wszedł, przez pewien czas nie przyjmujemy kodów. Spróbuj później.
end-too-many-minutes =
    { $minutes ->
        [one] Aby nikt inny nie wszedł, teraz nie przyjmujemy kodów. Spróbuj ponownie za { $minutes } minutę.
        [few] Aby nikt inny nie wszedł, teraz nie przyjmujemy kodów. Spróbuj ponownie za { $minutes } minuty.
        [many] Aby nikt inny nie wszedł, teraz nie przyjmujemy kodów. Spróbuj ponownie za { $minutes } minut.
       *[other] Aby nikt inny nie wszedł, teraz nie przyjmujemy kodów. Spróbuj ponownie za { $minutes } minuty.
    }
end-not-enrolled-title = Nie ma jeszcze drugiego kroku
end-not-enrolled = Nie skonfigurowano niczego, czym można potwierdzić, że to Ty.
end-denied-title = Nie potwierdzono
end-denied = Nikt nie został wpuszczony. Jeśli to pytanie było niespodziewane, ktoś może znać Twoje hasło: zmień je.
end-canceled-title = Przerwano
end-canceled = Nic nie zostało potwierdzone. Możesz zacząć od nowa w każdej chwili.
end-stale-title = Ta strona była nieaktualna
end-stale = Być może to skutek cofnięcia albo otwarcia jej dwa razy. Nic nie zostało zrobione. Kontynuuj od bieżącego miejsca.
end-done-title = Gotowe
end-done = To wszystko.
end-fault-title = Coś zawiodło po naszej stronie
end-fault = To nie Twoja wina. To, co masz skonfigurowane, jest bezpieczne. Spróbuj ponownie za chwilę.
end-onward = Dalej
end-retry = Spróbuj ponownie
end-back = Wróć
end-back-to = Wróć do { $name }
end-close = Możesz zamknąć tę stronę.

problem-missing = Wypełnij to pole.
problem-wrong-code = To nie jest ten kod. Spróbuj ponownie.
problem-wrong-code-left =
    { $left ->
        [one] To nie jest ten kod. Została { $left } próba.
        [few] To nie jest ten kod. Zostały { $left } próby.
        [many] To nie jest ten kod. Zostało { $left } prób.
       *[other] To nie jest ten kod. Zostało { $left } próby.
    }
problem-code-over = Ten kod już nie działa. Zamów nowy.
problem-used-code = Ten kod był już użyty. Poczekaj na następny.
problem-clock-off = Ten kod jest z innego czasu. Ustaw zegar urządzenia na automatyczny i spróbuj ponownie.
problem-bad-phone = To nie jest numer telefonu. Zacznij od + i numeru kierunkowego kraju.
problem-bad-email = To nie jest adres e-mail.
problem-not-served = Nie możemy tam wysłać kodu. Wybierz coś innego.
problem-known = To jest już skonfigurowane.
problem-too-soon = Następny można wysłać za { $time }.
problem-too-many =
    { $minutes ->
        [one] Zbyt wiele prób. Poczekaj { $minutes } minutę lub wybierz inny sposób.
        [few] Zbyt wiele prób. Poczekaj { $minutes } minuty lub wybierz inny sposób.
        [many] Zbyt wiele prób. Poczekaj { $minutes } minut lub wybierz inny sposób.
       *[other] Zbyt wiele prób. Poczekaj { $minutes } minuty lub wybierz inny sposób.
    }
problem-not-sent = Nie udało się wysłać. Spróbuj ponownie lub wybierz inny sposób.
problem-bad-serial = Tego numeru seryjnego nie można dodać. Porównaj go z numerem na tokenie.
problem-bad-codes = To nie są dwa kolejne kody. Wpisz ten, który widać teraz, a potem następny.
problem-passkey = Nie udało się. Spróbuj ponownie lub wybierz inny sposób.
problem-not-approved = Nie ma jeszcze potwierdzenia na urządzeniu. Najpierw potwierdź tam, potem wpisz liczbę.
problem-no-answer = Nikt nie odpowiedział. Zapytaj ponownie lub wybierz inny sposób.
problem-wrong-number = To nie ta liczba. Zapytaj ponownie: urządzenie pokaże wtedy inną.
problem-no-device = Twoje urządzenie nie jest jeszcze połączone. Dokończ w aplikacji, a potem przejdź dalej tutaj.
problem-wrong-recovery-code = To nie jest żaden z Twoich kodów albo był już użyty.
problem-not-saved = Najpierw zachowaj kody, potem zaznacz pole.
problem-bad-name = Użyj od 1 do 64 znaków.
problem-gone = Tego już nie ma.
problem-stale = Ta strona była nieaktualna i nic nie zostało zrobione. Spróbuj ponownie.

notice-sent-again = Wysłaliśmy nowy kod.
notice-asked-again = Pytanie jest znowu na Twoim urządzeniu. Pokazuje ono nową liczbę.
notice-added = Dodano. Można już z tego korzystać.
notice-renamed = Nazwa jest zmieniona.
notice-removed = Usunięto.
notice-forgotten = W tej przeglądarce znów będziemy pytać.
notice-prove-first = Zanim cokolwiek się zmieni, potwierdź, że to Ty.
notice-one-more = Jeszcze jeden krok: potwierdź teraz inną metodą.
notice-set-up-again = Użyto kodu odzyskiwania. Jeśli urządzenie zaginęło, skonfiguruj teraz nowe.
